import { expect, test } from 'vitest';
import { compressionPresets } from './compression-presets.ts';
import { accepts, type Params } from './fields.ts';
import { presets } from './presets.ts';
import { techniqueOf } from './techniques/index.ts';

test('every preset can be applied to the reference CNN, and each of its values is one that its field allows', () => {
  const architecture = presets[0]?.architecture ?? [];
  for (const { steps } of compressionPresets)
    for (const [place, { kind, params }] of steps.entries()) {
      const values: Params = params;
      const before = steps.slice(0, place).map((step) => step.kind);
      const technique = techniqueOf(kind);
      expect(technique.problem({ architecture, before }, params)).toBeNull();
      for (const [name, field] of Object.entries(technique.fields))
        expect([name, accepts(field, values[name])]).toEqual([name, true]);
    }
});

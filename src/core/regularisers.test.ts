import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workingArchitecture } from './arbitraries.ts';
import { defaultsOf } from './fields.ts';
import { presets } from './presets.ts';
import { regularised, regularisers } from './regularisers.ts';
import { summarize } from './summary.ts';
import { trainingFields } from './training-setup.ts';

const setup = defaultsOf(trainingFields);
const kinds = (id: string, by: string) => {
  const architecture = presets.find((preset) => preset.id === id)?.architecture ?? [];
  return regularised({ architecture, setup }, by).architecture.map(({ kind }) => kind);
};

test('dropout comes before the answer, batch norms after what is hidden', () => {
  expect(kinds('mlp-784-128-10', 'dropout')).toEqual(['flatten', 'dense', 'dropout', 'dense']);
  expect(kinds('reference-cnn', 'batchNormalization')).toEqual([
    ...['conv2d', 'batchNormalization', 'maxPooling2d'],
    ...['conv2d', 'batchNormalization', 'maxPooling2d'],
    ...['flatten', 'dense', 'batchNormalization', 'dense'],
  ]);
  expect(kinds('mobilenet-like', 'batchNormalization')).toEqual(kinds('mobilenet-like', 'none'));
});

test('every one changes a recipe in its own way, and no working network breaks', () => {
  fc.assert(
    fc.property(workingArchitecture(), (architecture) => {
      for (const by of regularisers) {
        const changed = regularised({ architecture, setup }, by);
        const { problem } = summarize(changed.architecture);
        // What is added counts: a network at its limit has no room for it.
        expect([null, 'too-many-layers', 'too-many-parameters']).toContain(problem?.code ?? null);
      }
    }),
    { numRuns: 50 },
  );
  const { architecture = [] } = presets.find(({ id }) => id === 'mlp-784-128-10') ?? {};
  const all = regularisers.map((by) => JSON.stringify(regularised({ architecture, setup }, by)));
  expect(new Set(all).size).toBe(regularisers.length);
});

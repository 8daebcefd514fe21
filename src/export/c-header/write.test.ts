import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { planArena } from './arena.ts';
import { writeCHeader } from './write.ts';

test('values that are needed at once never share memory', () => {
  const lifetime = fc
    .record({ bytes: fc.integer({ min: 1, max: 50 }), first: fc.nat(9), lasts: fc.nat(4) })
    .map(({ bytes, first, lasts }) => ({ bytes, first, last: first + lasts }));
  fc.assert(
    fc.property(fc.array(lifetime, { maxLength: 12 }), (values) => {
      const { offsets, bytes } = planArena(values);
      const used = new Set<string>();
      let count = 0;
      values.forEach((value, place) => {
        const start = offsets[place] ?? 0;
        expect(start + value.bytes).toBeLessThanOrEqual(bytes);
        for (let time = value.first; time <= value.last; time++)
          for (let byte = start; byte < start + value.bytes; byte++, count++)
            used.add(`${time} ${byte}`);
      });
      expect(used.size).toBe(count);
    }),
  );
});

test('two values that follow each other share their memory', () => {
  const values = [0, 2].map((first) => ({ bytes: 8, first, last: first + 1 }));
  expect(planArena(values)).toEqual({ offsets: [0, 0], bytes: 8 });
});

test('a header holds codes outputs first, a bias for each output, and an operation for all but views', async () => {
  const architecture: Architecture = [
    createLayer('flatten', 'l1'),
    createLayer('dense', 'l2', { units: 10 }),
  ];
  const values = Int8Array.from({ length: 7840 }, (_, i) => i % 10);
  const scales = Float32Array.from({ length: 10 }, () => 0.01);
  const range = { scale: 1 / 255, zeroPoint: -128 };
  const bytes = await writeCHeader({
    ...{ name: 'mine */', training: null },
    recipe: { architecture, setup: defaultsOf(trainingFields) },
    model: {
      ...{ architecture, pixelRange: '0..1', coding: 'packed' },
      tensors: [
        { type: 'integer', bits: 8, values, scales },
        { type: 'integer', bits: 32, values: new Int32Array(10).fill(7), scales },
      ],
      arithmetic: { kind: 'int8', ranges: [range, range, { scale: 0.1, zeroPoint: 3 }] },
    },
  });
  const text = new TextDecoder().decode(bytes);
  expect(text).toContain('#define SIZEWISE_OPERATIONS 1\n#define SIZEWISE_ARENA 794\n');
  expect(text).toContain(`sizewise_codes_1[7840] = {\n${Array(24).fill(0).join()},\n`);
  expect(text).toContain(`sizewise_bias_1[10] = {\n${Array(10).fill(7).join()}};`);
  expect(text).toContain('#define SIZEWISE_OUTPUT_SCALE 1e-1f\n');
  expect(text.indexOf('*/')).toBe(text.indexOf('*/\n#ifndef')); // a name ends no comment
});

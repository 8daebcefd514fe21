import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { createLayer } from '../core/layers/index.ts';
import type { Recipe } from '../core/recipe.ts';
import { type Shape, sizeOf } from '../core/shape.ts';
import { type StoredModel, type StoredTensor, shapesOf } from '../core/stored-model.ts';
import { createStep } from '../core/techniques/index.ts';
import { trainingFields } from '../core/training-setup.ts';
import { huffmanDecode, huffmanEncode } from './codes.ts';
import { writeModelFile } from './model-file.ts';
import { readModelFile } from './read-model-file.ts';

const recipe: Recipe = {
  architecture: [
    createLayer('conv2d', 'l1', { filters: 2, strides: 4 }),
    createLayer('globalAveragePooling2d', 'l2'),
    createLayer('dense', 'l3', { units: 10 }),
  ],
  setup: defaultsOf(trainingFields),
  compression: [createStep('quantize')],
};

const floats = (count: number) =>
  fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
      minLength: count,
      maxLength: count,
    })
    .map((values) => Float32Array.from(values));
const whole = (count: number, min: number, max: number) =>
  fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });

function tensorOf(shape: Shape): fc.Arbitrary<StoredTensor> {
  const count = sizeOf(shape);
  const scales = floats(shape.at(-1) ?? 1);
  const integer = (bits: number) =>
    bits === 1
      ? whole(count, 0, 1).map((v) => Int8Array.from(v, (x) => 2 * x - 1))
      : whole(count, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1).map((v) => Int8Array.from(v));
  return fc.oneof(
    floats(count).map((values) => ({ type: 'float32', values }) as const),
    whole(count, 0, 65_535).map((v) => ({ type: 'float16', values: Uint16Array.from(v) }) as const),
    fc.integer({ min: 1, max: 8 }).chain((bits) =>
      fc.record({
        type: fc.constant('integer' as const),
        bits: fc.constant(bits),
        values: integer(bits),
        scales,
      }),
    ),
    fc.record({
      type: fc.constant('integer' as const),
      bits: fc.constant(32),
      values: whole(count, -(2 ** 31), 2 ** 31 - 1).map((v) => Int32Array.from(v)),
      scales,
    }),
    fc.integer({ min: 1, max: 8 }).chain((bits) =>
      fc.record({
        type: fc.constant('codebook' as const),
        bits: fc.constant(bits),
        indices: whole(count, 0, 2 ** bits - 1).map((v) => Uint8Array.from(v)),
        codebook: floats(2 ** bits),
      }),
    ),
  );
}

const anyModel: fc.Arbitrary<StoredModel> = fc.record({
  architecture: fc.constant(recipe.architecture),
  pixelRange: fc.constant('0..1' as const),
  tensors: fc.tuple(...shapesOf(recipe.architecture).map(tensorOf)),
  arithmetic: fc.constantFrom(
    { kind: 'float' } as const,
    { kind: 'dynamic' } as const,
    { kind: 'int8', ranges: [{ scale: 0.5, zeroPoint: -128 }] } as const,
  ),
  coding: fc.constantFrom('packed' as const, 'huffman' as const),
});

describe('the model file', () => {
  test('of any compressed network comes back whole', () => {
    fc.assert(
      fc.property(anyModel, (model) => {
        const read = readModelFile(writeModelFile(recipe, model));
        expect(read).toMatchObject({ ok: true, model });
      }),
      { numRuns: 50 },
    );
  });

  test('says how its network is built once where that is its recipe, and again where it is not', () => {
    const narrowed = [
      ...recipe.architecture.slice(0, 2),
      createLayer('dense', 'l3', { units: 10, useBias: false }),
    ];
    for (const architecture of [recipe.architecture, narrowed]) {
      const model: StoredModel = {
        architecture,
        pixelRange: '0..1',
        tensors: shapesOf(architecture).map((shape) => ({
          type: 'float32',
          values: new Float32Array(sizeOf(shape)).fill(1),
        })),
        arithmetic: { kind: 'float' },
        coding: 'packed',
      };
      const file = writeModelFile(recipe, model);
      expect(readModelFile(file)).toMatchObject({ ok: true, model });
      const times = new TextDecoder().decode(file).split('globalAveragePooling2d').length - 1;
      expect(times).toBe(architecture === narrowed ? 2 : 1);
    }
  });

  test('that is damaged is refused in words, or read as a whole network', () => {
    const at = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(anyModel, at, (model, [place, byte]) => {
        const file = writeModelFile(recipe, model);
        file[place % file.length] = byte;
        const read = readModelFile(file);
        if (!read.ok) expect(read.message).toMatch(/^This is not /);
      }),
      { numRuns: 100 },
    );
  });
});

test('Huffman codes come back, and take few bits where most are zero', () => {
  const sparse = fc
    .array(fc.oneof({ weight: 9, arbitrary: fc.constant(7) }, fc.nat({ max: 255 })), {
      maxLength: 2000,
    })
    .map((values) => Uint8Array.from(values));
  fc.assert(
    fc.property(sparse, (symbols) => {
      expect(huffmanDecode(huffmanEncode({ symbols, zero: 7 }), symbols.length)).toEqual(symbols);
    }),
  );
  const symbols = Uint8Array.from({ length: 20_000 }, (_, i) => (i % 50 === 0 ? i % 16 : 3));
  // A gap and a value each: far below a bit a weight.
  expect(huffmanEncode({ symbols, zero: 3 }).length * 8).toBeLessThan(0.15 * symbols.length);
});

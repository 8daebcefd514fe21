import { expect, test } from 'vitest';
import { createLayer } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { extentsOf } from '../../engine/wasm/test-network.ts';
import { int8Tensors, integerNetwork } from './int8.ts';
import { operationsOf } from './operations.ts';
import { codeOf, rangeOf, rangesOf } from './ranges.ts';
import { addFactors, integerForward } from './reference.ts';

test('a range holds 0, and 0 is a code of its own', () => {
  // [−1, 3]: scale 4/255, zero point round(−128 + 63.75) = −64.
  expect(rangeOf({ low: -1, high: 3 })).toEqual({ scale: Math.fround(4 / 255), zeroPoint: -64 });
  expect(rangeOf({ low: 1, high: 2.55 })).toEqual({
    scale: Math.fround(2.55 / 255),
    zeroPoint: -128,
  });
  expect(rangeOf({ low: -2, high: -1 })).toEqual({ scale: Math.fround(2 / 255), zeroPoint: 127 });
  expect(rangeOf({ low: 0, high: 0 })).toEqual({ scale: 1, zeroPoint: -128 });
  expect(rangeOf({ low: 0, high: Number.POSITIVE_INFINITY }).scale).toBe(1);
  const range = rangeOf({ low: -1, high: 3 });
  expect([0, -1, 3, 9, 4 / 510].map((real) => codeOf(real, range))).toEqual([
    -64, -128, 127, 127, -63,
  ]);
});

test('a sum that only a ReLU reads has its range, one that a shortcut reads as well its own', () => {
  const layers = [
    createLayer('conv2d', 'l1', { filters: 1, padding: 'same' }),
    createLayer('add', 'l2', { span: 1 }),
    createLayer('activation', 'l3'),
    createLayer('add', 'l4', { span: 1 }),
  ];
  const extents = [0, -2, -4, 0, -4].map((low) => ({ low, high: 4 }));
  const zeroPoints = (architecture: Architecture) =>
    rangesOf(operationsOf(architecture), extents).map(({ zeroPoint }) => zeroPoint);
  expect(zeroPoints(layers.slice(0, 3))).toEqual([-128, -43, -128, -128]);
  // Now the ReLU's input is added again.
  expect(zeroPoints(layers)).toEqual([-128, -43, -1, -128, -1]);
});

/** Two inputs, of grey levels 0 and 255, that one dense unit adds up: everything by hand. */
test('a dense layer by hand: weights, bias, factor and code', () => {
  const architecture = [
    createLayer('flatten', 'l1'),
    createLayer('dense', 'l2', { units: 1, activation: 'relu' }),
  ];
  const kernel = new Float32Array(784);
  kernel.set([0.5, -1, 0.25]);
  const weights = [kernel, Float32Array.of(0.1)];
  const image = new Uint8Array(784);
  image.set([255, 51, 102]); // 1, 0.2 and 0.4
  const set = { images: image, labels: new Uint8Array(1), count: 1 };
  const extents = extentsOf({ architecture, weights }, { set, indices: new Uint32Array(1) });
  // 0.5 − 0.2 + 0.1 + 0.1 = 0.5.
  expect(extents[2]?.high).toBeCloseTo(0.5, 6);
  const operations = operationsOf(architecture);
  const ranges = rangesOf(operations, extents);
  expect(ranges.map(({ zeroPoint }) => zeroPoint)).toEqual([-128, -128, -128]);
  const tensors = int8Tensors(operations, weights, { ranges, granularity: 'channel' });
  const [codes, bias] = tensors;
  expect(codes?.type === 'integer' && [...codes.values.subarray(0, 3)]).toEqual([64, -127, 32]);
  // 0.1 / (1/255 · 1/127) = 3238.5, or just beside it in float32.
  expect(bias?.type === 'integer' && bias.values[0]).toBeCloseTo(3238.5, -0.5);
  const arithmetic = { kind: 'int8', ranges } as const;
  const model = {
    architecture,
    pixelRange: '0..1',
    tensors,
    arithmetic,
    coding: 'packed',
  } as const;
  // 255·64 − 51·127 + 102·32 + 3238 = 16,345; times (1/255 · 1/127) / (0.5/255) = 257.4, above the last code.
  expect(integerForward(integerNetwork(model), image).at(-1)).toEqual(Int8Array.of(127));
  image[0] = 100;
  // 100·64 − 6,477 + 3,264 + 3,238 = 6,425; times 2/127 = 101.2: code −128 + 101.
  expect(integerForward(integerNetwork(model), image).at(-1)).toEqual(Int8Array.of(-27));
});

test("TFLite's Add brings both inputs to twice the larger scale", () => {
  const at = (scale: number) => ({ scale, zeroPoint: 0 });
  const { a, b, output } = addFactors(at(0.5), at(0.25), at(1));
  expect(a).toEqual({ multiplier: 2 ** 30, shift: 0 }); // ½
  expect(b).toEqual({ multiplier: 2 ** 30, shift: -1 }); // ¼
  expect(output).toEqual({ multiplier: 2 ** 30, shift: -19 }); // 2⁻²⁰
});

test('what stands side by side has one range, also where only a ReLU reads it', () => {
  const architecture = [
    createLayer('fire', 'l1', { activation: 'linear' }),
    createLayer('activation', 'l2', { activation: 'relu' }),
  ];
  const seen = { low: -2, high: 3 };
  const extents = [seen, seen, seen, seen, seen, { low: 0, high: 3 }];
  const [, , one, three, together, rectified] = rangesOf(operationsOf(architecture), extents);
  expect(together).toEqual(one);
  expect(together).toEqual(three);
  expect(rectified).not.toEqual(together);
});

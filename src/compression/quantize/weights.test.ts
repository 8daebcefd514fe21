import fc from 'fast-check';
import { expect, test } from 'vitest';
import { floatsOf } from '../../core/stored-model.ts';
import { type Bits, channelsOf, quantizeWeights } from './weights.ts';

const weights = Float32Array.of(1, -0.5, 0.25, 0.1, -1, 0.02);

test('one scale for the tensor: the largest weight is the largest code', () => {
  const { values, scales } = quantizeWeights(weights, { bits: '8', scales: 1 });
  expect([...values]).toEqual([127, -64, 32, 13, -127, 3]);
  expect(scales).toEqual(Float32Array.of(1 / 127));
  const four = quantizeWeights(weights, { bits: '4', scales: 1 });
  expect([...four.values]).toEqual([7, -4, 2, 1, -7, 0]);
  const two = quantizeWeights(weights, { bits: '2', scales: 1 });
  expect([...two.values]).toEqual([1, -1, 0, 0, -1, 0]);
});

test('one scale for each channel follows each of them', () => {
  // Channels {1, 0.25, −1} and {−0.5, 0.1, 0.02}.
  const { values, scales } = quantizeWeights(weights, { bits: '4', scales: 2 });
  expect([...values]).toEqual([7, -7, 2, 1, -7, 0]);
  expect(scales).toEqual(Float32Array.of(1 / 7, 0.5 / 7));
});

test('ternary keeps what is beyond 0.7 of the mean, binary the signs', () => {
  // Mean |w| = 2.87 / 6 = 0.478: the threshold is 0.335; of 1, 0.5 and 1 the mean is 0.8333.
  const ternary = quantizeWeights(weights, { bits: 'ternary', scales: 1 });
  expect(ternary).toMatchObject({ bits: 2, values: Int8Array.of(1, -1, 0, 0, -1, 0) });
  expect(ternary.scales[0]).toBeCloseTo(2.5 / 3, 6);
  const binary = quantizeWeights(weights, { bits: 'binary', scales: 1 });
  expect(binary).toMatchObject({ bits: 1, values: Int8Array.of(1, -1, 1, 1, -1, 1) });
  expect(binary.scales[0]).toBeCloseTo(2.87 / 6, 6);
});

test('a channel of zeros has codes of zero and a scale that is a number', () => {
  const pruned = quantizeWeights(Float32Array.of(0, 0.7, 0, -0.1), { bits: '4', scales: 2 });
  expect([...pruned.values]).toEqual([0, 7, 0, -1]);
  expect(pruned.scales).toEqual(Float32Array.of(0.1, 0.1));
  expect([...floatsOf(quantizeWeights(new Float32Array(3), { bits: '8', scales: 3 }))]).toEqual([
    0, 0, 0,
  ]);
});

test('no weight is further from its code than half a scale, and zero stays zero', () => {
  const values = fc.float32Array({ minLength: 1, maxLength: 40, noNaN: true, min: -8, max: 8 });
  const bits = fc.constantFrom<Bits>('8', '7', '6', '5', '4', '3', '2');
  fc.assert(
    fc.property(values, bits, fc.integer({ min: 1, max: 4 }), (before, levels, scales) => {
      const tensor = quantizeWeights(before, { bits: levels, scales });
      floatsOf(tensor).forEach((after, i) => {
        const half = (tensor.scales[i % scales] ?? 0) / 2;
        const error = Math.abs(after - (before[i] ?? 0));
        expect(error).toBeLessThanOrEqual(half * (1 + 1e-4) + 1e-30);
        if (before[i] === 0) expect(after).toBe(0);
      });
    }),
  );
});

test('channels are the last axis, of a depthwise kernel the last two', () => {
  expect(channelsOf({ name: 'kernel', shape: [3, 3, 8, 16] })).toBe(16);
  expect(channelsOf({ name: 'depthwise_kernel', shape: [3, 3, 8, 2] })).toBe(16);
});

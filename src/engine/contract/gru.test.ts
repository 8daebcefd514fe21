import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { createLayer } from '../../core/layers/index.ts';
import { tfjsLayers } from '../tfjs/layers/index.ts';
import { noise } from './arbitraries.ts';

beforeAll(() => tf.setBackend('cpu'));

const [steps, features, units] = [4, 3, 5];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const columnProduct = (row: readonly number[], matrix: Float32Array, column: number): number =>
  row.reduce((sum, x, k) => sum + x * (matrix[k * 3 * units + column] ?? Number.NaN), 0);

/** Keras' documented GRU with `reset_after`, in doubles: z, r, h; two biases; h = z·h₀ + (1 − z)·h̃. */
function reference(
  sequence: readonly (readonly number[])[],
  [kernel, recurrent, bias]: readonly [Float32Array, Float32Array, Float32Array],
): number[] {
  let h = Array<number>(units).fill(0);
  for (const x of sequence) {
    const before = h;
    const inputSum = (column: number) => columnProduct(x, kernel, column) + (bias[column] ?? 0);
    const memorySum = (column: number) =>
      columnProduct(before, recurrent, column) + (bias[3 * units + column] ?? 0);
    h = before.map((old, unit) => {
      const z = sigmoid(inputSum(unit) + memorySum(unit));
      const r = sigmoid(inputSum(units + unit) + memorySum(units + unit));
      const candidate = Math.tanh(inputSum(2 * units + unit) + r * memorySum(2 * units + unit));
      return z * old + (1 - z) * candidate;
    });
  }
  return h;
}

test("GRU is Keras' own formula, bias for bias", () => {
  const weights = [
    noise(features * 3 * units, 1),
    noise(units * 3 * units, 2),
    noise(2 * 3 * units, 3),
  ] as const;
  const sequence = Array.from({ length: steps }, (_, step) => [...noise(features, 10 + step)]);
  const output = tf.tidy(() => {
    const [kernel, recurrent, bias] = weights;
    const tensors = [
      tf.tensor(kernel, [features, 3 * units]),
      tf.tensor(recurrent, [units, 3 * units]),
      tf.tensor(bias, [2, 3 * units]),
    ];
    const { params } = createLayer('gru', 'l1', { units });
    const pass = { layerIndex: 0, weights: tensors, training: null };
    return tfjsLayers.gru(tf.tensor([sequence]), params, pass).dataSync();
  });
  reference(sequence, weights).forEach((value, unit) => {
    expect(output[unit]).toBeCloseTo(value, 5);
  });
});

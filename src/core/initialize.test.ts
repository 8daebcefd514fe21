import { expect, test } from 'vitest';
import { insertLayer } from './architecture.ts';
import { fansOf, initialWeights } from './initialize.ts';
import { createLayer, type Layer } from './layers/index.ts';
import { presets } from './presets.ts';

const reference = presets[0]?.architecture ?? [];

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const denseKernel = (
  initializer: 'glorot_uniform' | 'glorot_normal' | 'he_uniform' | 'he_normal' | 'lecun_normal',
) =>
  initialWeights([createLayer('dense', 'l1', { units: 200, initializer })], 5, [300])[0] ??
  new Float32Array();

test("fans are Keras' compute_fans", () => {
  expect(fansOf([784, 128])).toEqual({ fanIn: 784, fanOut: 128 });
  expect(fansOf([3, 3, 32, 64])).toEqual({ fanIn: 288, fanOut: 576 });
});

test.each([
  ['glorot_uniform', Math.sqrt(2 / 500), Math.sqrt(6 / 500)],
  ['glorot_normal', Math.sqrt(2 / 500), (2 * Math.sqrt(2 / 500)) / 0.8796],
  ['he_uniform', Math.sqrt(2 / 300), Math.sqrt(6 / 300)],
  ['he_normal', Math.sqrt(2 / 300), (2 * Math.sqrt(2 / 300)) / 0.8796],
  ['lecun_normal', Math.sqrt(1 / 300), (2 * Math.sqrt(1 / 300)) / 0.8796],
] as const)('%s has its deviation of %f within its limit of %f', (initializer, sd, limit) => {
  const kernel = denseKernel(initializer);
  expect(deviation(kernel) / sd).toBeGreaterThan(0.99);
  expect(deviation(kernel) / sd).toBeLessThan(1.01);
  const largest = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(largest).toBeLessThanOrEqual(limit * 1.0001);
  expect(largest).toBeGreaterThan(limit * 0.99);
});

test('biases start at 0, batch normalisation as the identity', () => {
  const weights = initialWeights([createLayer('batchNormalization', 'l1')], 1, [4]);
  expect(weights.map((tensor) => [...tensor])).toEqual([
    [1, 1, 1, 1],
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [1, 1, 1, 1],
  ]);
  expect(initialWeights(reference, 1)[1]).toEqual(new Float32Array(32));
});

test('the same seed gives the same bits, in every engine and version', () => {
  expect(initialWeights(reference, 1)).toEqual(initialWeights(reference, 1));
  expect([...(initialWeights(reference, 1)[0] ?? []).slice(0, 3)]).toEqual([
    0.09264224767684937, 0.06748306751251221, -0.06006661802530289,
  ]);
  const lstm = createLayer('lstm', 'l1', { units: 4 });
  expect([...(initialWeights([lstm], 1, [2, 3])[1] ?? []).slice(0, 3)]).toEqual([
    0.3393706679344177, 0.20038056373596191, -0.14426684379577637,
  ]);
  expect(initialWeights(reference, 2)[0]).not.toEqual(initialWeights(reference, 1)[0]);
});

test.each([
  ['simpleRnn', 1],
  ['gru', 3],
  ['lstm', 4],
] as const)('the recurrent kernel of %s has orthonormal rows', (kind, gates) => {
  const units = 24;
  const layer = createLayer(kind, 'l1', { units, useBias: false }) as Layer;
  const kernel = initialWeights([layer], 3, [5, 7])[1] ?? new Float32Array();
  const row = (index: number) =>
    kernel.subarray(index * gates * units, (index + 1) * gates * units);
  for (let i = 0; i < units; i++)
    for (let j = 0; j <= i; j++) {
      const product = row(i).reduce((sum, value, k) => sum + value * (row(j)[k] ?? 0), 0);
      expect(product).toBeCloseTo(i === j ? 1 : 0, 6);
    }
});

test('an LSTM starts by remembering: its forget gate has a bias of 1', () => {
  const bias = initialWeights([createLayer('lstm', 'l1', { units: 2 })], 1, [3, 4])[2];
  expect([...(bias ?? [])]).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
});

test('every tensor is drawn apart: of another layer, and of the same one', () => {
  const twin = createLayer('dense', '', { units: 10 });
  const [first, , second] = initialWeights([twin, twin], 1, [10]);
  expect(first).not.toEqual(second);
  const separable = createLayer('separableConv2d', '', { kernelSize: 1, filters: 1 });
  const [depthwise, pointwise] = initialWeights([separable], 1, [4, 4, 1]);
  expect(depthwise?.length).toBe(pointwise?.length);
  expect(depthwise).not.toEqual(pointwise);
});

test('a layer added later leaves the weights before it as they were', () => {
  const longer = insertLayer(reference, 6, 'dense');
  expect(initialWeights(longer, 1).slice(0, 6)).toEqual(initialWeights(reference, 1).slice(0, 6));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integerNetwork } from '../../../compression/quantize/int8.ts';
import { lowerToIntegerLayers } from '../../../compression/quantize/lower.ts';
import { operationsOf } from '../../../compression/quantize/operations.ts';
import { integerForward } from '../../../compression/quantize/reference.ts';
import { keepFitting, workingArchitecture } from '../../../core/arbitraries.ts';
import { presets } from '../../../core/presets.ts';
import type { Architecture } from '../../../core/recipe.ts';
import type { StoredModel } from '../../../core/stored-model.ts';
import { weightsOf } from '../../../core/stored-model.ts';
import type { Batch } from '../../runtime.ts';
import { freshState, layer, noiseBatch, rowsFrom, runtime } from '../test-network.ts';
import { WasmIntegerNetwork } from './network.ts';
import { integersOf } from './test-model.ts';

function build(integers: StoredModel): WasmIntegerNetwork {
  const { architecture, pixelRange } = integers;
  const state = { weights: weightsOf(integers), moments: [], step: 0 };
  const network = runtime.build({ architecture, pixelRange, state, integers });
  expect(network).toBeInstanceOf(WasmIntegerNetwork);
  return network as WasmIntegerNetwork; // see above
}

/** Codes of the logits by the reference. */
function referenceCodes(model: StoredModel, { set, indices }: Batch): number[] {
  const network = integerNetwork(model);
  return Array.from(indices, (index) => [
    ...(integerForward(network, set.images.subarray(index * 784, (index + 1) * 784)).at(-1) ?? []),
  ]).flat();
}

function expectSame(architecture: Architecture, seed: number, batch: Batch): void {
  const model = integersOf({ architecture, seed, batch });
  const codes = build(model).codes(batch);
  expect([...codes]).toEqual(referenceCodes(model, batch));
  expect(new Set(codes).size).toBeGreaterThan(1);
}

test.each([
  ...[
    'reference-cnn',
    'mlp-784-128-10',
    'lenet-5',
    'mobilenet-like',
    'resnet-20k',
    'squeezenet-like',
  ],
])('%s gives the codes of the reference', (id) => {
  const architecture = presets.find((preset) => preset.id === id)?.architecture ?? [];
  expectSame(architecture, 2, rowsFrom(100, 5));
});

const end = [layer('flatten'), layer('dense', { units: 10 })];
const networks: Record<string, Architecture> = {
  'odd channels, strides and padding': [
    layer('conv2d', { filters: 5, kernelSize: 4, strides: 3, padding: 'same', activation: 'relu' }),
    layer('conv2d', { filters: 3, kernelSize: 2, activation: 'tanh' }),
    ...end,
  ],
  'groups and dilation': [
    layer('conv2d', { filters: 6, strides: 2 }),
    layer('conv2d', { filters: 9, groups: 3, dilation: 2, padding: 'same', activation: 'elu' }),
    ...end,
  ],
  'depthwise with a multiplier, separable': [
    layer('depthwiseConv2d', { depthMultiplier: 3, strides: 2, padding: 'same' }),
    layer('batchNormalization'),
    layer('activation'),
    layer('separableConv2d', { filters: 7, depthMultiplier: 2, activation: 'gelu' }),
    layer('globalAveragePooling2d'),
    layer('dense', { units: 10 }),
  ],
  'pooling of every kind': [
    layer('averagePooling2d', { poolSize: 3, padding: 'same' }),
    layer('batchNormalization'),
    layer('maxPooling2d', { poolSize: 3, strides: 1, padding: 'same' }),
    layer('conv2d', { filters: 11, kernelSize: 3, padding: 'same' }),
    layer('maxPooling2d'),
    ...end,
  ],
  'residual connections': [
    layer('conv2d', { filters: 4, strides: 2, padding: 'same', useBias: false }),
    layer('batchNormalization'),
    layer('activation'),
    layer('conv2d', { filters: 4, padding: 'same' }),
    layer('batchNormalization'),
    layer('add', { span: 2 }),
    layer('activation'),
    layer('add', { span: 5 }),
    ...end,
  ],
  'a projection with a stride, of images': [
    layer('conv2d', { filters: 5, strides: 2, padding: 'same', activation: 'relu' }),
    layer('conv2d', { filters: 7, strides: 3, padding: 'same' }),
    layer('add', { span: 1, shortcut: 'projection' }),
    layer('activation', { activation: 'relu' }),
    ...end,
  ],
  'projections of vectors and sequences, a norm with nothing before it': [
    layer('reshape'),
    layer('batchNormalization'),
    layer('dense', { units: 6, activation: 'relu' }),
    layer('batchNormalization'),
    layer('add', { span: 2, shortcut: 'projection' }),
    layer('flatten'),
    layer('batchNormalization'),
    layer('dense', { units: 12 }),
    layer('add', { span: 1, shortcut: 'projection' }),
    layer('dense', { units: 10 }),
  ],
  'fire modules and patches': [
    layer('fire', { squeezeFilters: 3, expandFilters: 5, useBias: false }),
    layer('maxPooling2d'),
    layer('fire', { squeezeFilters: 2, expandFilters: 9, activation: 'linear' }),
    layer('batchNormalization'),
    layer('add', { span: 2, shortcut: 'projection' }),
    layer('patchEmbedding', { patchSize: 5, units: 7, activation: 'tanh' }),
    layer('globalAveragePooling1d'),
    layer('dense', { units: 10 }),
  ],
  'dense layers over steps': [
    layer('reshape'),
    layer('dense', { units: 6, activation: 'leaky_relu' }),
    layer('globalAveragePooling1d'),
    layer('dense', { units: 10, activation: 'sigmoid' }),
  ],
};

/** Of the dequantized logits from the float network's, as a share of what these differ among themselves. */
function errorOf(architecture: Architecture, batch: Batch): number {
  const { weights } = freshState(architecture, 3);
  const model = integersOf({ architecture, seed: 3, batch });
  const state = { weights, moments: [], step: 0 };
  const { pixelRange } = model;
  const floats = runtime.build({ architecture, state, pixelRange }).forward(batch);
  const codes = build(model).forward(batch);
  const mean = floats.reduce((sum, x) => sum + x, 0) / floats.length;
  const squares = (of: (x: number, i: number) => number) =>
    Math.sqrt(floats.reduce((sum, x, i) => sum + of(x, i) ** 2, 0));
  return squares((x, i) => x - (codes[i] ?? 0)) / squares((x) => x - mean);
}

test.each(Object.entries(networks))('%s: logits near those of floats', (_, architecture) => {
  expect(errorOf(architecture, noiseBatch(4, 1))).toBeLessThan(0.1);
});

test.each(Object.entries(networks))('%s: the codes of the reference', (_, architecture) => {
  expect(keepFitting(architecture)).toHaveLength(architecture.length);
  expectSame(architecture, 3, noiseBatch(7, 1));
  expectSame(architecture, 4, noiseBatch(7, 2));
});

test('between layers it takes half the bytes of floats, for one image however many pass together', () => {
  const architecture = [layer('conv2d', { filters: 16 }), layer('conv2d', { filters: 16 }), ...end];
  const { weights } = freshState(architecture, 3);
  const state = { weights, moments: [], step: 0 };
  const floats = runtime.build({ architecture, state, pixelRange: '0..1' });
  const codes = build(integersOf({ architecture, seed: 3, batch: noiseBatch(2, 1) }));
  // The outputs of both convolutions at once, and little else.
  expect(floats.activationBytes / (4 * 16 * (26 ** 2 + 24 ** 2))).toBeCloseTo(1, 1);
  expect(codes.activationBytes / floats.activationBytes).toBeCloseTo(0.5, 1);
});

/** Null where it is refused, which must be in words. */
function loweredOf(architecture: Architecture, seed: number): Architecture | null {
  const { weights } = freshState(architecture, seed);
  try {
    return lowerToIntegerLayers({ architecture, weights }).architecture;
  } catch (error) {
    expect(String(error)).toMatch(/Int8 (arithmetic cannot run|would need)/);
    return null;
  }
}

test('random networks give the codes of the reference, or are refused in words', () => {
  let run = 0;
  fc.assert(
    fc.property(workingArchitecture(4), fc.integer({ min: 0, max: 99 }), (layers, seed) => {
      const lowered = loweredOf(layers, seed);
      if (lowered === null) return;
      if (operationsOf(lowered).some(({ outputSize }) => outputSize > 20_000)) return;
      run++;
      expectSame(layers, seed, noiseBatch(2, seed));
    }),
    { numRuns: 40 },
  );
  expect(run).toBeGreaterThan(3);
});

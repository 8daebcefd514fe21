import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workingArchitecture } from '../../core/arbitraries.ts';
import { initialWeights, weightSpecs } from '../../core/initialize.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import { sizeOf } from '../../core/shape.ts';
import { summarize } from '../../core/summary.ts';
import { freshState, noiseBatch, runtime } from '../../engine/wasm/test-network.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { FloatModel } from '../compression.ts';
import { withoutWeakest } from './run.ts';
import { strongest } from './strongest.ts';

const stack = (...layers: { kind: string; params: object }[]): readonly Layer[] =>
  layers.map((layer, index) => ({ ...layer, id: `l${index + 1}` })) as Layer[];
const layer: typeof createLayer = createLayer;

test('the filters with the largest sums of magnitudes stay, as many of every group', () => {
  const kernel = Float32Array.of(1, -5, 2, 3, -1, 0, 2, 3); // [2][4]: norms 2, 5, 4, 6
  expect(strongest(kernel, { width: 4, groups: 1, fraction: 0.5 })).toEqual([1, 3]);
  expect(strongest(kernel, { width: 4, groups: 2, fraction: 0.5 })).toEqual([1, 3]);
  expect(strongest(kernel, { width: 4, groups: 2, fraction: 0.95 })).toEqual([1, 3]);
  expect(strongest(kernel, { width: 4, groups: 1, fraction: 0.95 })).toEqual([3]);
});

function logitsOf({ architecture, weights }: FloatModel): Float32Array {
  const state = { weights, moments: [], step: 0 };
  const network = runtime.build({ architecture, state, pixelRange: '0..1' });
  const logits = network.forward(noiseBatch(5, 3));
  network.dispose();
  return logits;
}

const chains = {
  'convolutions, batch norm, pooling and Flatten': stack(
    layer('conv2d', '', { filters: 6, activation: 'relu' }),
    layer('maxPooling2d', ''),
    layer('conv2d', '', { filters: 8, padding: 'same' }),
    layer('batchNormalization', ''),
    layer('activation', ''),
    layer('averagePooling2d', ''),
    layer('dropout', ''),
    layer('flatten', ''),
    layer('dense', '', { units: 12, activation: 'tanh' }),
    layer('dense', '', { units: 10 }),
  ),
  'depthwise and separable convolutions, groups, global pooling': stack(
    layer('conv2d', '', { filters: 6, strides: 2, activation: 'relu' }),
    layer('depthwiseConv2d', '', { depthMultiplier: 2, activation: 'relu' }),
    layer('separableConv2d', '', { filters: 8, depthMultiplier: 2, activation: 'relu' }),
    layer('conv2d', '', { filters: 8, groups: 4, kernelSize: 1, activation: 'relu' }),
    layer('globalAveragePooling2d', ''),
    layer('dense', '', { units: 10 }),
  ),
  'images read as sequences': stack(
    layer('conv2d', '', { filters: 4, strides: 2, activation: 'relu' }),
    layer('reshape', ''),
    layer('dense', '', { units: 6, activation: 'relu' }),
    layer('lstm', '', { units: 5, bidirectional: true }),
    layer('dense', '', { units: 8, activation: 'relu' }),
    layer('dense', '', { units: 10 }),
  ),
};

/** Sets to zero all that makes the channels that `smaller` is without: which these are, their norms say. */
function zeroed({ architecture, weights }: FloatModel, smaller: FloatModel): Float32Array[] {
  let gone: ReadonlySet<number> = new Set();
  return weightSpecs(architecture).map(({ spec, layerIndex }, index) => {
    const values = (weights[index] ?? new Float32Array(0)).slice();
    const { params, kind } = architecture[layerIndex] as Layer;
    const width = (spec.shape.at(-1) ?? 1) as number;
    if (spec.name.endsWith('kernel') && !spec.name.startsWith('depthwise')) {
      const left = weightSpecs(smaller.architecture)[index]?.spec.shape.at(-1) ?? width;
      const groups = kind === 'conv2d' ? (params as { groups: number }).groups : 1;
      const fraction = 1 - left / width;
      const kept = new Set(strongest(values, { width, groups, fraction }));
      gone = new Set(Array.from({ length: width }, (_, i) => i).filter((i) => !kept.has(i)));
    } else if (kind === 'depthwiseConv2d') {
      const multiplier = (params as { depthMultiplier: number }).depthMultiplier;
      const isKernel = spec.name === 'depthwise_kernel';
      const size = sizeOf(spec.shape.slice(-2));
      const isGone = (i: number) => gone.has(Math.floor((isKernel ? i % size : i) / multiplier));
      return values.map((value, i) => (isGone(i) ? 0 : value));
    } else if (spec.name === 'depthwise_kernel') return values;
    return values.map((value, i) => (gone.has(i % width) ? 0 : value));
  });
}

test.each(Object.entries(chains))(
  'a network without its weakest filters answers as with them at zero: %s',
  (_, architecture) => {
    const network = { architecture, weights: freshState(architecture, 5).weights };
    const smaller = withoutWeakest(network, 0.5);
    const before = summarize(architecture).parameters;
    expect(summarize(smaller.architecture).parameters).toBeLessThan(0.6 * before);
    const expected = logitsOf({ architecture, weights: zeroed(network, smaller) });
    logitsOf(smaller).forEach((logit, i) => {
      expect(Math.abs(logit - (expected[i] ?? 0))).toBeLessThan(1e-5);
    });
  },
);

test('what a sum or a layer normalisation takes keeps its width', () => {
  const architecture = stack(
    layer('conv2d', '', { filters: 8 }),
    layer('conv2d', '', { filters: 6, padding: 'same' }),
    layer('conv2d', '', { filters: 8, padding: 'same' }),
    layer('add', '', { span: 2 }),
    layer('globalAveragePooling2d', ''),
    layer('dense', '', { units: 10 }),
  );
  const weights = initialWeights(architecture, 1);
  const { architecture: smaller } = withoutWeakest({ architecture, weights }, 0.5);
  expect(smaller.map(({ params }) => ('filters' in params ? params.filters : null))).toEqual([
    ...[8, 3, 8],
    ...[null, null, null],
  ]);
});

test('where nothing can be removed, it says why', () => {
  const architecture = stack(layer('flatten', ''), layer('dense', '', { units: 10 }));
  const weights = initialWeights(architecture, 1);
  expect(() => withoutWeakest({ architecture, weights }, 0.5)).toThrow(
    /Nothing can be removed here/,
  );
});

test('any network comes out whole and without a problem, or is refused in words', () => {
  fc.assert(
    fc.property(workingArchitecture(), fc.double({ min: 0.05, max: 0.95, noNaN: true }), (a, f) => {
      if (summarize(a).problem !== null || summarize(a).parameters > 200_000) return;
      const weights = weightSpecs(a).map(({ spec }) =>
        new Float32Array(sizeOf(spec.shape)).fill(1),
      );
      try {
        const smaller = withoutWeakest({ architecture: a, weights }, f);
        const summary = summarize(smaller.architecture);
        expect(summary.problem).toBeNull();
        expect(summary.parameters).toBeLessThan(summarize(a).parameters);
        const sizes = weightSpecs(smaller.architecture).map(({ spec }) => sizeOf(spec.shape));
        expect(smaller.weights.map(({ length }) => length)).toEqual(sizes);
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
      }
    }),
  );
});

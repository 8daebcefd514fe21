import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weightSpecs } from '../../core/initialize.ts';
import { activations } from '../../core/layer.ts';
import { type Layer, type LayerKind, layerKinds } from '../../core/layers/index.ts';
import { uniform } from '../../core/random.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import type { Batch, TrainingState } from '../runtime.ts';
import { freshState, layer, lossAndGradients } from './test-network.ts';

/** Not digits: a flat background would put hundreds of numbers at the same kink. */
const noise = (rows: number, seed: number): Batch => ({
  set: {
    images: Uint8Array.from({ length: rows * 784 }, (_, i) => uniform(seed, 0, i) ** 4 * 256),
    labels: Uint8Array.from({ length: rows }, (_, i) => uniform(seed, 1, i) * 10),
    count: rows,
  },
  indices: Uint32Array.from({ length: rows }, (_, i) => i),
});

/** Differences say nothing across a kink: ReLUs are compared with the same layer and an Activation after it. */
const smooth = activations.filter((name) => name !== 'relu' && name !== 'leaky_relu');
const activation = fc.constantFrom(...smooth);
const padding = fc.constantFrom('same', 'valid');
const window = { strides: fc.integer({ min: 1, max: 3 }), padding };
const dilated = { dilation: fc.integer({ min: 1, max: 3 }) };
const groups = fc.integer({ min: 1, max: 3 });
const kernel = { activation, useBias: fc.boolean() };
const kernelSize = fc.integer({ min: 1, max: 4 });
const depthMultiplier = fc.integer({ min: 1, max: 3 });
const filters = fc.integer({ min: 1, max: 11 });
const poolSize = fc.integer({ min: 1, max: 4 });

const params: { [K in LayerKind]: fc.Arbitrary<Record<string, unknown>> } = {
  conv2d: fc.record({ filters, kernelSize, groups, ...dilated, ...window, ...kernel }),
  depthwiseConv2d: fc.record({ kernelSize, depthMultiplier, ...dilated, ...window, ...kernel }),
  separableConv2d: fc.record({
    ...{ filters, kernelSize, depthMultiplier },
    ...{ ...dilated, ...window, ...kernel },
  }),
  maxPooling2d: fc.record({ poolSize, ...window }),
  averagePooling2d: fc.record({ poolSize, ...window }),
  globalAveragePooling2d: fc.constant({}),
  flatten: fc.constant({}),
  dense: fc.record({ units: fc.integer({ min: 1, max: 19 }), ...kernel }),
  dropout: fc.record({ rate: fc.constantFrom(0, 0.3, 0.5) }),
  batchNormalization: fc.record({ frozen: fc.boolean() }),
  activation: fc.record({ activation }),
  gaussianNoise: fc.record({ stddev: fc.constantFrom(0, 0.2, 1) }),
  spatialDropout2d: fc.record({ rate: fc.constantFrom(0, 0.3, 0.5) }),
};

const needsVector = (kind: LayerKind): boolean => kind === 'dense';
const givesVector = (kind: LayerKind): boolean =>
  kind === 'dense' || kind === 'flatten' || kind === 'globalAveragePooling2d';

/** 28×28 → 9×9×channels → the layer → 10 logits. The first layers are smooth, and train through the layer. */
function networkAround(tested: Layer, channels: number): Architecture {
  const vector = needsVector(tested.kind) ? [layer('flatten')] : [];
  const flat = givesVector(tested.kind) ? [] : [layer('flatten')];
  return [
    layer('averagePooling2d', { poolSize: 4, strides: 3 }),
    layer('conv2d', { filters: channels, kernelSize: 2, padding: 'same', activation: 'tanh' }),
    ...vector,
    tested,
    ...flat,
    layer('dense', { units: 10 }),
  ];
}

const dot = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
  a.reduce((sum, x, i) => sum + x.reduce((part, v, j) => part + v * (b[i]?.[j] ?? 0), 0), 0);

const moved = (
  state: TrainingState,
  direction: readonly Float32Array[],
  by: number,
): TrainingState => ({
  ...state,
  weights: state.weights.map((w, i) => w.map((v, j) => v + by * (direction[i]?.[j] ?? 0))),
});

/** Compares the gradient along half its own, half a random direction with a central difference of the loss. */
function expectTrueGradients(architecture: Architecture, seed: number, rows: number): void {
  const state = freshState(architecture, seed);
  const batch = noise(rows, seed);
  const { gradients } = lossAndGradients(architecture, state, batch);
  const specs = weightSpecs(architecture);
  for (const [index, { spec }] of specs.entries()) {
    const own = gradients[index] as Float32Array;
    const norm = Math.sqrt(dot([own], [own]));
    // Moving statistics move without a gradient; a small gradient drowns in the rounding of the loss.
    if (!spec.trainable || norm < 3e-3) continue;
    const scale = norm / Math.sqrt(own.length);
    const direction = gradients.map((g, i) =>
      g.map((v, j) =>
        i === index ? v + scale * (uniform(seed, index, j) < 0.5 ? -1 : 1) * 0.5 : 0,
      ),
    );
    const length = Math.sqrt(dot(direction, direction));
    const slope = dot(gradients, direction) / length;
    const lossAt = (by: number) =>
      lossAndGradients(architecture, moved(state, direction, by / length), batch).loss;
    const errorAt = (step: number) =>
      Math.abs((lossAt(step) - lossAt(-step)) / (2 * step) - slope) / norm;
    const step = Math.min(1e-3 / Math.abs(slope), 4e-3);
    // A second try closer by: the first may straddle the point where another maximum wins.
    const error = Math.min(errorAt(step), errorAt(step / 5));
    expect(error, `${spec.name} of ${architecture.map(({ kind }) => kind)}`).toBeLessThan(2e-2);
  }
}

describe('gradients agree with finite differences', () => {
  test.each(layerKinds)('of %s, over random shapes and activations', (kind) => {
    const networks = fc
      .tuple(params[kind], fc.integer({ min: 1, max: 9 }))
      .map(([values, channels]) => networkAround(layer(kind, values), channels))
      .filter((architecture) => summarize(architecture).problem === null);
    const seeds = fc.integer({ min: 1, max: 100_000 });
    const batchRows = fc.integer({ min: 4, max: 40 });
    fc.assert(
      fc.property(networks, seeds, batchRows, (architecture, seed, rows) => {
        expectTrueGradients(architecture, seed, rows);
      }),
      { numRuns: 15, seed: 1 },
    );
  });

  test.each(smooth)('of %s', (name) => {
    expectTrueGradients(networkAround(layer('activation', { activation: name }), 5), 11, 20);
    expectTrueGradients(networkAround(layer('dense', { units: 9, activation: name }), 5), 12, 20);
  });

  test('of a network cut twice at batch normalisations, over four micro-batches', () => {
    const architecture = [
      layer('averagePooling2d', { poolSize: 4, strides: 4 }),
      layer('conv2d', { filters: 6, useBias: false }),
      layer('batchNormalization'),
      layer('activation', { activation: 'elu' }),
      layer('depthwiseConv2d', { kernelSize: 3, padding: 'same', useBias: false }),
      layer('batchNormalization'),
      layer('activation', { activation: 'tanh' }),
      layer('globalAveragePooling2d'),
      layer('dense', { units: 10 }),
    ];
    expectTrueGradients(architecture, 5, 61);
  });
});

describe('an activation inside a layer is one after it', () => {
  const withKernel: readonly LayerKind[] = [
    'conv2d',
    'depthwiseConv2d',
    'separableConv2d',
    'dense',
  ];
  const cases = withKernel.flatMap((kind) => activations.map((name) => ({ kind, name })));

  test.each(cases)('$name in $kind', ({ kind, name }) => {
    const before = layer('conv2d', { filters: 5, kernelSize: 5, strides: 3, activation: 'tanh' });
    const around = (tested: readonly Layer[]): Architecture => [
      before,
      ...(needsVector(kind) ? [layer('flatten')] : []),
      ...tested,
      ...(givesVector(kind) ? [] : [layer('maxPooling2d'), layer('flatten')]),
      layer('dense', { units: 10 }),
    ];
    const inside = around([layer(kind, { activation: name })]);
    const after = around([layer(kind), layer('activation', { activation: name })]);
    const state = freshState(inside, 4);
    const one = lossAndGradients(inside, state, noise(20, 4));
    const two = lossAndGradients(after, state, noise(20, 4));
    expect(one.loss).toBeCloseTo(two.loss, 5);
    one.gradients.forEach((gradient, i) => {
      const other = two.gradients[i] as Float32Array; // the same weights
      const difference = gradient.map((value, j) => value - (other[j] ?? Number.NaN));
      expect(Math.max(...difference.map(Math.abs))).toBeLessThan(1e-6);
    });
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { weightSpecs } from '../../core/initialize.ts';
import { activations } from '../../core/layer.ts';
import { type Layer, type LayerKind, layerKinds } from '../../core/layers/index.ts';
import { placeLayers } from '../../core/place.ts';
import { uniform } from '../../core/random.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import type { TrainingState } from '../runtime.ts';
import { cases } from '../test-effort.ts';
import { freshState, layer, lossAndGradients, noiseBatch } from './test-network.ts';

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

const recurrent = fc.record({
  units: fc.integer({ min: 1, max: 11 }),
  returnSequences: fc.boolean(),
  bidirectional: fc.boolean(),
  useBias: fc.boolean(),
});

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
  reshape: fc.constant({}),
  globalAveragePooling1d: fc.constant({}),
  simpleRnn: recurrent,
  lstm: recurrent,
  gru: recurrent,
  layerNormalization: fc.record({ frozen: fc.boolean() }),
  patchEmbedding: fc.record({
    patchSize: fc.integer({ min: 1, max: 9 }),
    units: filters,
    ...kernel,
  }),
  positionEmbedding: fc.record({ frozen: fc.boolean() }),
  multiHeadAttention: fc.record({
    heads: fc.integer({ min: 1, max: 4 }),
    keyDim: fc.integer({ min: 1, max: 9 }),
    useBias: fc.boolean(),
    frozen: fc.boolean(),
  }),
  add: fc.constant({ span: 1, shortcut: 'projection' }),
  gaussianNoise: fc.record({ stddev: fc.constantFrom(0, 0.2, 1) }),
  spatialDropout2d: fc.record({ rate: fc.constantFrom(0, 0.3, 0.5) }),
  fire: fc.record({ squeezeFilters: filters, expandFilters: filters, ...kernel }),
};

/** 28×28 → 9×9×channels → the layer → 10 logits. The first layers are smooth, and train through the layer. */
function networkAround(tested: Layer, channels: number): Architecture {
  const image = [
    layer('averagePooling2d', { poolSize: 4, strides: 3 }),
    layer('conv2d', { filters: channels, kernelSize: 2, padding: 'same', activation: 'tanh' }),
  ];
  for (const adapter of [[], [layer('flatten')], [layer('reshape')]]) {
    const network = [...image, ...adapter, tested];
    const output = placeLayers(network).at(-1)?.output;
    if (!output?.ok) continue;
    const flat = output.shape.length === 1 ? [] : [layer('flatten')];
    return [...network, ...flat, layer('dense', { units: 10 })];
  }
  return [...image, tested]; // with a problem: its parameters do not fit
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

/** Of a gradient's length. */
const tolerance = 2e-2;

/** Compares the gradient along half its own, half a random direction with a central difference of the loss. */
function expectTrueGradients(architecture: Architecture, seed: number, rows: number): void {
  const state = freshState(architecture, seed);
  const batch = noiseBatch(rows, seed);
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
    const first = errorAt(step);
    const error = first < tolerance ? first : errorAt(step / 5);
    expect(error, `${spec.name} of ${architecture.map(({ kind }) => kind)}`).toBeLessThan(
      tolerance,
    );
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
      { numRuns: cases(15, 4), seed: 1 },
    );
  });

  test.each(smooth)('of %s', (name) => {
    expectTrueGradients(networkAround(layer('activation', { activation: name }), 5), 11, 20);
    expectTrueGradients(networkAround(layer('dense', { units: 9, activation: name }), 5), 12, 20);
  });

  test('of a Dense on every step of a sequence', () => {
    const architecture = [
      layer('averagePooling2d', { poolSize: 2 }),
      layer('reshape'),
      layer('dense', { units: 9, activation: 'tanh' }),
      layer('dense', { units: 5 }),
      layer('globalAveragePooling1d'),
      layer('dense', { units: 10 }),
    ];
    expectTrueGradients(architecture, 3, 20);
  });

  test('of recurrent layers one after another, cut at a batch normalisation', () => {
    const architecture = [
      layer('averagePooling2d', { poolSize: 4, strides: 3 }),
      layer('reshape'),
      layer('gru', { units: 6, returnSequences: true, bidirectional: true }),
      layer('batchNormalization'),
      layer('lstm', { units: 5, returnSequences: true }),
      layer('simpleRnn', { units: 7, bidirectional: true }),
      layer('dense', { units: 10 }),
    ];
    expectTrueGradients(architecture, 9, 61);
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

describe('gradients of residual connections agree with finite differences', () => {
  const smoothConv = { filters: 5, padding: 'same', activation: 'tanh' } as const;
  const stem = [
    layer('averagePooling2d', { poolSize: 4, strides: 4 }),
    layer('conv2d', { ...smoothConv, kernelSize: 1 }),
  ];
  const output = [layer('flatten'), layer('dense', { units: 10 })];

  test('cut at batch normalisations, over four micro-batches', () => {
    const block = [
      layer('conv2d', { filters: 5, padding: 'same', useBias: false }),
      layer('batchNormalization'),
      layer('activation', { activation: 'tanh' }),
      layer('conv2d', { filters: 5, padding: 'same', useBias: false }),
      layer('batchNormalization'),
    ];
    const wider = block.map((inner, index) =>
      inner.kind === 'conv2d'
        ? layer('conv2d', { ...inner.params, filters: 7, strides: index === 0 ? 2 : 1 })
        : inner,
    );
    const elu = layer('activation', { activation: 'elu' });
    const projection = layer('add', { span: 5, shortcut: 'projection' });
    const architecture = [
      ...[...stem, ...block, layer('add', { span: 5 }), elu],
      ...[...wider, projection, elu, layer('globalAveragePooling2d')],
      layer('dense', { units: 10 }),
    ];
    expectTrueGradients(architecture, 5, 61);
  });

  test('with one source for several, one in another, and layers that hand gradients on in place', () => {
    const architecture = [
      ...stem,
      layer('conv2d', smoothConv),
      layer('add', { span: 1 }),
      layer('dropout', { rate: 0.3 }),
      layer('add', { span: 3 }),
      layer('conv2d', smoothConv),
      layer('add', { span: 2 }),
      layer('add', { span: 6 }),
      layer('batchNormalization', { frozen: true }),
      layer('add', { span: 1 }),
      ...output,
    ];
    expectTrueGradients(architecture, 6, 40);
  });
});

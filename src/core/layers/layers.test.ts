import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workingArchitecture } from '../arbitraries.ts';
import { initialWeights, weightSpecs } from '../initialize.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { summarize } from '../summary.ts';
import { createLayer, definitionOf, type Layer, layerKinds } from './index.ts';

const specsOf = ({ kind, params }: Layer, input: Shape) =>
  definitionOf(kind).weights(params, input);
const count = (layer: Layer, input: Shape) =>
  specsOf(layer, input).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

interface Counted {
  readonly layer: Layer;
  readonly input: Shape;
  readonly parameters: number;
}

interface Placed {
  readonly layer: Layer;
  readonly input: Shape;
  readonly output: Shape;
  readonly macs: number;
}

// Counts of Keras and TensorFlow.js.
test.each<[string, Counted]>([
  [
    'Dense 784→128',
    { layer: createLayer('dense', '', { units: 128 }), input: [784], parameters: 100_480 },
  ],
  [
    'Conv2D 3×3, 32→64',
    { layer: createLayer('conv2d', '', { filters: 64 }), input: [28, 28, 32], parameters: 18_496 },
  ],
  [
    'Conv2D without bias',
    {
      layer: createLayer('conv2d', '', { filters: 64, useBias: false }),
      input: [28, 28, 32],
      parameters: 18_432,
    },
  ],
  [
    'DepthwiseConv2D 3×3, 32 channels, multiplier 2',
    {
      layer: createLayer('depthwiseConv2d', '', { depthMultiplier: 2 }),
      input: [28, 28, 32],
      parameters: 640,
    },
  ],
  [
    'SeparableConv2D 3×3, 32→64',
    {
      layer: createLayer('separableConv2d', '', { filters: 64 }),
      input: [28, 28, 32],
      parameters: 2_400,
    },
  ],
  [
    'SeparableConv2D 3×3, 32→64, multiplier 2',
    {
      layer: createLayer('separableConv2d', '', { filters: 64, depthMultiplier: 2 }),
      input: [28, 28, 32],
      parameters: 4_736,
    },
  ],
  [
    'BatchNormalization, 64 channels',
    { layer: createLayer('batchNormalization', ''), input: [7, 7, 64], parameters: 256 },
  ],
  [
    'LayerNormalization, 64 features',
    { layer: createLayer('layerNormalization', ''), input: [16, 64], parameters: 128 },
  ],
  [
    'Patch embedding 7×7, 1→32',
    { layer: createLayer('patchEmbedding', ''), input: [28, 28, 1], parameters: 7 * 7 * 32 + 32 },
  ],
  [
    'Position embedding, 16 steps of 32',
    { layer: createLayer('positionEmbedding', ''), input: [16, 32], parameters: 512 },
  ],
  [
    'MultiHeadAttention, width 32 = 4 heads of 8: 4·32² + 4·32',
    { layer: createLayer('multiHeadAttention', ''), input: [16, 32], parameters: 4_224 },
  ],
  [
    'MultiHeadAttention, width 64, 2 heads of 16: 3·(64·32 + 32) + 32·64 + 64',
    {
      layer: createLayer('multiHeadAttention', '', { heads: 2, keyDim: 16 }),
      input: [49, 64],
      parameters: 8_352,
    },
  ],
  ['MaxPooling2D', { layer: createLayer('maxPooling2d', ''), input: [28, 28, 32], parameters: 0 }],
  ['Flatten', { layer: createLayer('flatten', ''), input: [28, 28, 32], parameters: 0 }],
  ['Dropout', { layer: createLayer('dropout', ''), input: [64], parameters: 0 }],
  ['SimpleRNN 28→64', { layer: createLayer('simpleRnn', ''), input: [28, 28], parameters: 5_952 }],
  ['LSTM 28→64', { layer: createLayer('lstm', ''), input: [28, 28], parameters: 23_808 }],
  ['GRU 28→64', { layer: createLayer('gru', ''), input: [28, 28], parameters: 18_048 }],
  [
    'GRU without bias',
    { layer: createLayer('gru', '', { useBias: false }), input: [28, 28], parameters: 17_664 },
  ],
  [
    'bidirectional LSTM',
    {
      layer: createLayer('lstm', '', { bidirectional: true }),
      input: [28, 28],
      parameters: 47_616,
    },
  ],
  ['Reshape', { layer: createLayer('reshape', ''), input: [28, 28, 1], parameters: 0 }],
  [
    'Dense 32→64 on a sequence',
    { layer: createLayer('dense', '', { units: 64 }), input: [28, 32], parameters: 2_112 },
  ],
])('%s has as many parameters as in Keras', (_name, { layer, input, parameters }) => {
  expect(count(layer, input)).toBe(parameters);
});

test.each<[string, Placed]>([
  [
    'Dense',
    { layer: createLayer('dense', '', { units: 64 }), input: [1600], output: [64], macs: 102_400 },
  ],
  [
    'Conv2D',
    {
      layer: createLayer('conv2d', '', { filters: 64 }),
      input: [13, 13, 32],
      output: [11, 11, 64],
      macs: 2_230_272,
    },
  ],
  [
    'Conv2D at stride 2, padding same',
    {
      layer: createLayer('conv2d', '', { filters: 8, strides: 2, padding: 'same' }),
      input: [7, 7, 3],
      output: [4, 4, 8],
      macs: 4 * 4 * 8 * 9 * 3,
    },
  ],
  [
    'DepthwiseConv2D, multiplier 2',
    {
      layer: createLayer('depthwiseConv2d', '', { depthMultiplier: 2 }),
      input: [10, 10, 4],
      output: [8, 8, 8],
      macs: 8 * 8 * 8 * 9,
    },
  ],
  [
    'SeparableConv2D, multiplier 2',
    {
      layer: createLayer('separableConv2d', '', { filters: 16, depthMultiplier: 2 }),
      input: [10, 10, 4],
      output: [8, 8, 16],
      macs: 8 * 8 * (8 * 9 + 8 * 16),
    },
  ],
  [
    'MaxPooling2D',
    { layer: createLayer('maxPooling2d', ''), input: [11, 11, 64], output: [5, 5, 64], macs: 0 },
  ],
  [
    'AveragePooling2D, padding same',
    {
      layer: createLayer('averagePooling2d', '', { padding: 'same' }),
      input: [11, 11, 64],
      output: [6, 6, 64],
      macs: 0,
    },
  ],
  [
    'Dense on a sequence',
    {
      layer: createLayer('dense', '', { units: 64 }),
      input: [28, 32],
      output: [28, 64],
      macs: 28 * 32 * 64,
    },
  ],
  [
    'SimpleRNN',
    {
      layer: createLayer('simpleRnn', '', { units: 32 }),
      input: [28, 20],
      output: [32],
      macs: 28 * 32 * (20 + 32),
    },
  ],
  [
    'LSTM',
    {
      layer: createLayer('lstm', ''),
      input: [28, 28],
      output: [64],
      macs: 659_456,
    },
  ],
  [
    'bidirectional GRU, every step',
    {
      layer: createLayer('gru', '', { units: 16, bidirectional: true, returnSequences: true }),
      input: [14, 20],
      output: [14, 32],
      macs: 2 * 14 * 3 * 16 * (20 + 16),
    },
  ],
  [
    'Patch embedding, a last row and column that fill no patch',
    {
      layer: createLayer('patchEmbedding', '', { patchSize: 4, units: 8 }),
      input: [13, 13, 3],
      output: [9, 8],
      macs: 9 * 8 * 4 * 4 * 3,
    },
  ],
  [
    'Position embedding',
    { layer: createLayer('positionEmbedding', ''), input: [16, 32], output: [16, 32], macs: 0 },
  ],
  [
    'MultiHeadAttention, 10 steps of 12, 2 heads of 3',
    {
      layer: createLayer('multiHeadAttention', '', { heads: 2, keyDim: 3 }),
      input: [10, 12],
      output: [10, 12],
      macs: 3 * (10 * 12 * 6) + 2 * (10 * 10 * 6) + 10 * 6 * 12,
    },
  ],
  [
    'Reshape',
    { layer: createLayer('reshape', ''), input: [14, 13, 8], output: [14, 104], macs: 0 },
  ],
  [
    'GlobalAveragePooling1D',
    { layer: createLayer('globalAveragePooling1d', ''), input: [28, 64], output: [64], macs: 0 },
  ],
  [
    'GlobalAveragePooling2D',
    { layer: createLayer('globalAveragePooling2d', ''), input: [5, 5, 64], output: [64], macs: 0 },
  ],
])('%s: output shape and MACs', (_name, { layer, input, output, macs }) => {
  const { kind, params } = layer;
  const definition = definitionOf(kind);
  expect(definition.outputShape(params, input)).toEqual({ ok: true, shape: output });
  expect(definition.macs(params, input, output)).toBe(macs);
});

test.each<{ skip: Shape; sum: Shape; parameters: number; macs: number }>([
  { skip: [14, 14, 16], sum: [7, 7, 32], parameters: 16 * 32 + 32, macs: 7 * 7 * 32 * 16 },
  { skip: [7, 7, 32], sum: [4, 4, 64], parameters: 32 * 64 + 64, macs: 4 * 4 * 64 * 32 },
  { skip: [5, 5, 8], sum: [5, 5, 8], parameters: 8 * 8 + 8, macs: 5 * 5 * 8 * 8 },
  { skip: [64], sum: [10], parameters: 64 * 10 + 10, macs: 640 },
  { skip: [28, 12], sum: [28, 20], parameters: 12 * 20 + 20, macs: 28 * 12 * 20 },
])('Add with a projection of $skip to $sum', ({ skip, sum, parameters, macs }) => {
  const shapes = definitionOf('add').lookBack?.withSkip(skip);
  const { params } = createLayer('add', '', { shortcut: 'projection' });
  expect(shapes?.outputShape(params, sum)).toEqual({ ok: true, shape: sum });
  expect(shapes?.macs(params, sum, sum)).toBe(macs);
  const specs = shapes?.weights(params, sum) ?? [];
  expect(specs.reduce((total, { shape }) => total + sizeOf(shape), 0)).toBe(parameters);
});

test.each<[Shape, Shape]>([
  [
    [28, 28, 1],
    [13, 13, 1],
  ],
  [
    [6, 6, 3],
    [12, 12, 3],
  ],
  [
    [6, 4, 3],
    [3, 4, 3],
  ],
  [[6, 6, 3], [108]],
  [
    [5, 3],
    [6, 3],
  ],
])('no projection brings %j to %j', (skip, sum) => {
  const shapes = definitionOf('add').lookBack?.withSkip(skip);
  const { params } = createLayer('add', '', { shortcut: 'projection' });
  expect(shapes?.outputShape(params, sum)).toMatchObject({ problem: { code: 'skip-mismatch' } });
});

test('two of the four numbers that batch normalisation keeps for a channel are trained', () => {
  const trained = specsOf(createLayer('batchNormalization', ''), [7, 7, 64]).filter(
    ({ trainable }) => trainable,
  );
  expect(trained.map(({ name }) => name)).toEqual(['gamma', 'beta']);
});

test('a frozen layer has no trainable weight', () => {
  for (const kind of layerKinds) {
    const frozen = createLayer(kind, '', { frozen: true }) as Layer; // one without the field has no weights
    expect(
      specsOf(frozen, [8, 8, 4]).some(({ trainable }) => trainable),
      kind,
    ).toBe(false);
  }
});

test("attention has Keras' weights in Keras' order", () => {
  const specs = specsOf(createLayer('multiHeadAttention', '', { heads: 2, keyDim: 3 }), [5, 12]);
  expect(specs.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['query/kernel', 12, 2, 3],
    ['query/bias', 2, 3],
    ['key/kernel', 12, 2, 3],
    ['key/bias', 2, 3],
    ['value/kernel', 12, 2, 3],
    ['value/bias', 2, 3],
    ['attention_output/kernel', 2, 3, 12],
    ['attention_output/bias', 12],
  ]);
});

test('pruning may touch kernels, never biases, depthwise kernels or norms', () => {
  const prunable = (layer: Layer) =>
    specsOf(layer, [8, 8, 4]).flatMap(({ name, prunable }) => (prunable ? [name] : []));
  expect(prunable(createLayer('conv2d', ''))).toEqual(['kernel']);
  expect(prunable(createLayer('depthwiseConv2d', ''))).toEqual([]);
  expect(prunable(createLayer('separableConv2d', ''))).toEqual(['pointwise_kernel']);
  expect(prunable(createLayer('multiHeadAttention', ''))).toEqual([
    ...['query/kernel', 'key/kernel', 'value/kernel', 'attention_output/kernel'],
  ]);
  expect(prunable(createLayer('batchNormalization', ''))).toEqual([]);
  expect(prunable(createLayer('positionEmbedding', ''))).toEqual([]);
  expect(prunable(createLayer('lstm', ''))).toEqual(['kernel', 'recurrent_kernel']);
});

test('the weights of a recurrent layer are those of Keras, forward before backward', () => {
  const layer = createLayer('gru', '', { units: 4, bidirectional: true });
  expect(specsOf(layer, [7, 3]).map(({ name, shape }) => [name, ...shape])).toEqual([
    ['forward_kernel', 3, 12],
    ['forward_recurrent_kernel', 4, 12],
    ['forward_bias', 2, 12],
    ['backward_kernel', 3, 12],
    ['backward_recurrent_kernel', 4, 12],
    ['backward_bias', 2, 12],
  ]);
  const frozen = specsOf({ ...layer, params: { ...layer.params, frozen: true } }, [7, 3]);
  expect(frozen.some(({ trainable }) => trainable)).toBe(false);
});

test('what the summary counts is what is made and trained', () => {
  fc.assert(
    fc.property(workingArchitecture(5), (architecture) => {
      const { parameters, trainableParameters, problem } = summarize(architecture);
      fc.pre(problem === null && parameters < 50_000);
      const specs = weightSpecs(architecture).map(({ spec }) => spec);
      const sizes = initialWeights(architecture, 1).map(({ length }) => length);
      expect(sizes).toEqual(specs.map(({ shape }) => sizeOf(shape)));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(parameters);
      const trained = specs.filter(({ trainable }) => trainable);
      expect(trained.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(trainableParameters);
    }),
    { numRuns: 60 },
  );
});

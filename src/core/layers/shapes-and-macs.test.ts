import { expect, test } from 'vitest';
import { type Shape, sizeOf } from '../shape.ts';
import { createLayer, definitionOf, type Layer } from './index.ts';

interface Placed {
  readonly layer: Layer;
  readonly input: Shape;
  readonly output: Shape;
  readonly macs: number;
}
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
    'Conv2D in 4 groups',
    {
      layer: createLayer('conv2d', '', { filters: 64, groups: 4 }),
      input: [13, 13, 32],
      output: [11, 11, 64],
      macs: 2_230_272 / 4,
    },
  ],
  [
    'Conv2D at dilation 3',
    {
      layer: createLayer('conv2d', '', { filters: 64, dilation: 3 }),
      input: [13, 13, 32],
      output: [7, 7, 64],
      macs: 7 * 7 * 64 * 9 * 32,
    },
  ],
  [
    'DepthwiseConv2D at dilation 2, padding same',
    {
      layer: createLayer('depthwiseConv2d', '', { dilation: 2, padding: 'same' }),
      input: [10, 10, 4],
      output: [10, 10, 4],
      macs: 10 * 10 * 4 * 9,
    },
  ],
  [
    'SeparableConv2D at dilation 2',
    {
      layer: createLayer('separableConv2d', '', { filters: 16, dilation: 2 }),
      input: [10, 10, 4],
      output: [6, 6, 16],
      macs: 6 * 6 * (4 * 9 + 4 * 16),
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
    'Fire',
    {
      layer: createLayer('fire', '', { squeezeFilters: 3, expandFilters: 6 }),
      input: [5, 7, 4],
      output: [5, 7, 12],
      macs: 5 * 7 * (4 * 3 + 3 * 6 + 9 * 3 * 6),
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

test.each<[string, Layer, string]>([
  [
    'stride and dilation together, as Keras does',
    createLayer('conv2d', '', { strides: 2, dilation: 3 }),
    'Conv2D cannot have stride 2 and dilation 3 at once: set one of them to 1',
  ],
  [
    'groups that do not divide channels and filters',
    createLayer('conv2d', '', { filters: 18, groups: 4 }),
    "Conv2D's groups must divide its input channels (12) and its filters (18), and 4 does not: use 1, 2 or 3, or change the filters",
  ],
  [
    'a dilated window wider than the image',
    createLayer('depthwiseConv2d', '', { dilation: 4 }),
    'DepthwiseConv2D\'s 9×9 window does not fit into 8×8: use a smaller window, or padding "same"',
  ],
])('a convolution refuses %s', (_name, { kind, params }, message) => {
  expect(definitionOf(kind).outputShape(params, [8, 8, 12])).toMatchObject({
    ok: false,
    problem: { message },
  });
});

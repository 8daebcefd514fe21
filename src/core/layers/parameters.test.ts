import { expect, test } from 'vitest';
import { type Shape, sizeOf } from '../shape.ts';
import { createLayer, definitionOf, type Layer } from './index.ts';

interface Counted {
  readonly layer: Layer;
  readonly input: Shape;
  readonly parameters: number;
}
const count = ({ kind, params }: Layer, input: Shape) =>
  definitionOf(kind)
    .weights(params, input)
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);

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
    'Conv2D 3×3, 32→64 in 4 groups',
    {
      layer: createLayer('conv2d', '', { filters: 64, groups: 4 }),
      input: [28, 28, 32],
      parameters: 4_672,
    },
  ],
  [
    'Conv2D 3×3, 32→64, dilated',
    {
      layer: createLayer('conv2d', '', { filters: 64, dilation: 2 }),
      input: [28, 28, 32],
      parameters: 18_496,
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
  [
    'GaussianNoise',
    { layer: createLayer('gaussianNoise', ''), input: [28, 28, 32], parameters: 0 },
  ],
  // Iandola et al. 2016, Table 1.
  [
    "Fire, SqueezeNet's fire2",
    {
      layer: createLayer('fire', '', { squeezeFilters: 16, expandFilters: 64 }),
      input: [55, 55, 96],
      parameters: 11_920,
    },
  ],
  [
    'Fire without bias',
    {
      layer: createLayer('fire', '', { useBias: false }),
      input: [14, 14, 32],
      parameters: 32 * 8 + 8 * 16 + 9 * 8 * 16,
    },
  ],
  [
    'SpatialDropout2D',
    { layer: createLayer('spatialDropout2d', ''), input: [28, 28, 32], parameters: 0 },
  ],
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

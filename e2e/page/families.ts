import { createLayer, type Layer, type LayerKind } from '../../src/core/layers/index.ts';
import type { Architecture } from '../../src/core/recipe.ts';

let layerCount = 0;
const layer = (kind: LayerKind, params: object = {}): Layer =>
  createLayer(kind, `l${++layerCount}`, params) as Layer; // this file's own parameters

const output = [layer('flatten'), layer('dense', { units: 10 })];
const small = layer('conv2d', { filters: 4, kernelSize: 5, strides: 4, activation: 'tanh' });
const sequence = [small, layer('reshape')];

/** Small networks that between them hold every kind of layer and every activation. */
export const families: readonly (readonly [string, Architecture])[] = [
  [
    'dense layers and activations',
    [
      layer('averagePooling2d', { poolSize: 4, strides: 4 }),
      layer('flatten'),
      layer('dense', { units: 20, activation: 'relu', l2: 1e-3 }),
      layer('dense', { units: 18, activation: 'leaky_relu', useBias: false }),
      layer('dense', { units: 16, activation: 'gelu' }),
      layer('activation', { activation: 'elu' }),
      layer('dense', { units: 14, activation: 'sigmoid' }),
      layer('dense', { units: 10 }),
    ],
  ],
  [
    'convolutions and poolings',
    [
      layer('conv2d', { filters: 6, strides: 2, activation: 'relu' }),
      layer('maxPooling2d'),
      layer('conv2d', { filters: 4, groups: 2, dilation: 2, padding: 'same' }),
      layer('averagePooling2d', { poolSize: 3, strides: 2, padding: 'same' }),
      ...output,
    ],
  ],
  [
    'depthwise and separable convolutions',
    [
      small,
      layer('depthwiseConv2d', { depthMultiplier: 2, padding: 'same', activation: 'relu' }),
      layer('separableConv2d', { filters: 5, padding: 'same' }),
      layer('globalAveragePooling2d'),
      layer('dense', { units: 10 }),
    ],
  ],
  [
    'norms, noises and residual connections',
    [
      small,
      layer('batchNormalization'),
      layer('conv2d', { filters: 4, padding: 'same', activation: 'relu' }),
      layer('add', { span: 1 }),
      layer('layerNormalization'),
      layer('gaussianNoise', { stddev: 0.1 }),
      layer('spatialDropout2d', { rate: 0.3 }),
      layer('dropout', { rate: 0.3 }),
      layer('conv2d', { filters: 6, strides: 2 }),
      layer('add', { span: 1, shortcut: 'projection' }),
      ...output,
    ],
  ],
  [
    'recurrent layers',
    [
      ...sequence,
      layer('simpleRnn', { units: 4, returnSequences: true }),
      layer('gru', { units: 4, returnSequences: true, bidirectional: true }),
      layer('lstm', { units: 5 }),
      layer('dense', { units: 10 }),
    ],
  ],
  [
    'attention and embeddings',
    [
      layer('patchEmbedding', { patchSize: 7, units: 8 }),
      layer('positionEmbedding'),
      layer('multiHeadAttention', { heads: 2, keyDim: 4 }),
      layer('add', { span: 1 }),
      layer('globalAveragePooling1d'),
      layer('dense', { units: 10 }),
    ],
  ],
];

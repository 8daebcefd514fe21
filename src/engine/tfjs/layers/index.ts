import type { LayerKind } from '../../../core/layers/index.ts';
import type { TfjsLayer } from '../layer.ts';
import { activation } from './activation.ts';
import { add } from './add.ts';
import { batchNormalization } from './batch-normalization.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dropout } from './dropout.ts';
import { fire } from './fire.ts';
import { flatten } from './flatten.ts';
import { gaussianNoise } from './gaussian-noise.ts';
import { globalAveragePooling1d } from './global-average-pooling1d.ts';
import { globalAveragePooling2d } from './global-average-pooling2d.ts';
import { gru } from './gru.ts';
import { layerNormalization } from './layer-normalization.ts';
import { lstm } from './lstm.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { patchEmbedding } from './patch-embedding.ts';
import { averagePooling2d, maxPooling2d } from './pooling.ts';
import { positionEmbedding } from './position-embedding.ts';
import { reshape } from './reshape.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { simpleRnn } from './simple-rnn.ts';
import { spatialDropout2d } from './spatial-dropout2d.ts';

/** One entry a kind: the other half of `core/layers/index.ts`. */
export const tfjsLayers = {
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  maxPooling2d,
  averagePooling2d,
  globalAveragePooling2d,
  flatten,
  dense,
  dropout,
  batchNormalization,
  activation,
  reshape,
  globalAveragePooling1d,
  simpleRnn,
  lstm,
  gru,
  layerNormalization,
  patchEmbedding,
  positionEmbedding,
  multiHeadAttention,
  add,
  gaussianNoise,
  spatialDropout2d,
  fire,
} satisfies { [K in LayerKind]: TfjsLayer<K> };

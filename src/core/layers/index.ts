import { defaultsOf, type Params, type ParamsOf } from '../fields.ts';
import type { LayerDefinition } from '../layer.ts';
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
import { layerNormalization } from './layer-normalization.ts';
import { multiHeadAttention } from './multi-head-attention.ts';
import { patchEmbedding } from './patch-embedding.ts';
import { averagePooling2d, maxPooling2d } from './pooling.ts';
import { positionEmbedding } from './position-embedding.ts';
import { gru, lstm, simpleRnn } from './recurrent.ts';
import { reshape } from './reshape.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { spatialDropout2d } from './spatial-dropout2d.ts';

/** The only list of layer types, in the palette's order. */
export const layerDefinitions = {
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
} as const;

export type LayerKind = keyof typeof layerDefinitions;
export const layerKinds = Object.keys(layerDefinitions) as readonly LayerKind[]; // its own keys

export type LayerParams<K extends LayerKind> = ParamsOf<(typeof layerDefinitions)[K]['fields']>;

/** One layer of an architecture: plain data. `id` is unique within its architecture and not part of a link. */
export type LayerOf<K extends LayerKind> = {
  readonly id: string;
  readonly kind: K;
  readonly params: LayerParams<K>;
};
export type Layer = { [K in LayerKind]: LayerOf<K> }[LayerKind];

/** The definition of a layer's kind, with its parameter type erased: `kind` and `params` of a Layer belong together. */
export function definitionOf(kind: LayerKind): LayerDefinition {
  return layerDefinitions[kind] as unknown as LayerDefinition; // see above
}

/** A new layer of a kind, at its defaults but for `params`. */
export function createLayer<K extends LayerKind>(
  kind: K,
  id: string,
  params: Partial<LayerParams<K>> = {},
): LayerOf<K> {
  const defaults: Params = defaultsOf(definitionOf(kind).fields);
  return { id, kind, params: { ...defaults, ...params } as LayerParams<K> }; // the kind's own fields
}

import { createLayer, type Layer, type LayerKind, type LayerParams } from './layers/index.ts';
import type { Architecture } from './recipe.ts';

type Draft = (id: string) => Layer;

export const layer =
  <K extends LayerKind>(kind: K, params: Partial<LayerParams<K>> = {}): Draft =>
  (id) =>
    createLayer(kind, id, params) as Layer;

export const stack = (...drafts: readonly Draft[]): Architecture =>
  drafts.map((draft, index) => draft(`l${index + 1}`));

export const conv = (filters: number, params: Partial<LayerParams<'conv2d'>> = {}) =>
  layer('conv2d', { filters, activation: 'relu', ...params });
export const dense = (units: number, params: Partial<LayerParams<'dense'>> = {}) =>
  layer('dense', { units, activation: 'relu', ...params });
export const pool = layer('maxPooling2d');
export const flatten = layer('flatten');
export const logits = layer('dense', { units: 10 });
export const batchNorm = layer('batchNormalization');
export const relu = layer('activation');

/** Convolution without bias, batch norm, ReLU: the block of most modern nets. */
export const normalised = (filters: number, params: Partial<LayerParams<'conv2d'>> = {}) => [
  layer('conv2d', { filters, padding: 'same', useBias: false, ...params }),
  batchNorm,
  relu,
];

/** MobileNet's block: depthwise filters, then 1×1 filters, each with batch norm and ReLU. */
export const depthwiseBlock = (filters: number, strides: number) => [
  layer('depthwiseConv2d', { strides, padding: 'same', useBias: false }),
  batchNorm,
  relu,
  ...normalised(filters, { kernelSize: 1 }),
];

/** A separable convolution without bias, batch norm, ReLU. */
export const separable = (
  filters: number,
  params: Partial<LayerParams<'separableConv2d'>> = {},
) => [
  layer('separableConv2d', { filters, padding: 'same', useBias: false, ...params }),
  batchNorm,
  relu,
];

/** One filter a channel over all of a small image: unlike in an average, it counts what stands where. */
export const readOut = (side: number) => [
  layer('depthwiseConv2d', { kernelSize: side, useBias: false }),
  batchNorm,
  relu,
  flatten,
  logits,
];

/** SqueezeNet's module, four times as wide after it as in its middle. */
export const fire = (squeezeFilters: number) =>
  layer('fire', { squeezeFilters, expandFilters: 2 * squeezeFilters });

/** He et al. 2015: two convolutions and what went into them; a wider block halves the image. */
export const residualBlock = (filters: number, isWider: boolean) => [
  ...normalised(filters, { strides: isWider ? 2 : 1 }),
  ...normalised(filters).slice(0, -1),
  layer('add', { span: 5, shortcut: isWider ? 'projection' : 'identity' }),
  relu,
];

/** A block of a Transformer, normalised before each of its halves (Xiong et al. 2020): attention, then two dense layers. */
export const transformerBlock = (width: number, heads: number) => [
  layer('layerNormalization'),
  layer('multiHeadAttention', { heads, keyDim: width / heads }),
  layer('add', { span: 2 }),
  layer('layerNormalization'),
  dense(2 * width, { activation: 'gelu' }),
  dense(width, { activation: 'linear' }),
  layer('add', { span: 3 }),
];

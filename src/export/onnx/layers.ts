import { batchNormEpsilon } from '../../core/layers/batch-normalization.ts';
import type { Layer, LayerKind, LayerParams } from '../../core/layers/index.ts';
import { layerNormEpsilon } from '../../core/layers/layer-normalization.ts';
import { isImage, type Shape } from '../../core/shape.ts';
import { activated } from './activated.ts';
import { asItIs } from './arrange.ts';
import { gru, lstm, multiHeadAttention, product, simpleRnn } from './sequences.ts';
import { channelsLast, onChannels, onLastAxis, reshaped, type Site } from './site.ts';
import {
  conv2d,
  depthwiseConv2d,
  fire,
  globalAveragePooling2d,
  patchEmbedding,
  pooling,
  projectedImage,
  separableConv2d,
} from './windows.ts';

type WriteLayer<K extends LayerKind> = (site: Site, x: string, params: LayerParams<K>) => string;

const nothing = (_site: Site, x: string): string => x;

/** Nodes of each layer but `add`: from the name of its input to that of its output. */
const writers: { readonly [K in Exclude<LayerKind, 'add'>]: WriteLayer<K> } = {
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  fire,
  maxPooling2d: pooling('MaxPool'),
  averagePooling2d: pooling('AveragePool'),
  globalAveragePooling2d,
  globalAveragePooling1d: (site, x) =>
    site.value(site.graph.node('ReduceMean', [x], { axes: [1], keepdims: 0 })),
  dense: (site, x, { activation }) => site.value(activated(site, product(site, x), activation)),
  flatten: (site, x) => site.value(reshaped(site, channelsLast(site, x), [0, -1])),
  reshape: (site, x) => {
    const [rows = 1, width = 1] = site.output;
    return site.value(reshaped(site, channelsLast(site, x), [0, rows, width]));
  },
  activation: (site, x, { activation }) => site.value(activated(site, x, activation)),
  batchNormalization: (site, x) => {
    const names = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
    const weights = names.map((name) => site.weight(name, asItIs));
    const epsilon = { float: batchNormEpsilon };
    return site.value(
      onChannels(site, x, (value) =>
        site.graph.node('BatchNormalization', [value, ...weights], { epsilon }),
      ),
    );
  },
  layerNormalization: (site, x) => {
    const weights = ['gamma', 'beta'].map((name) => site.weight(name, asItIs));
    const attributes = { axis: -1, epsilon: { float: layerNormEpsilon } };
    return onLastAxis(site, x, (value) =>
      site.graph.node('LayerNormalization', [value, ...weights], attributes),
    );
  },
  dropout: nothing,
  spatialDropout2d: nothing,
  gaussianNoise: nothing,
  patchEmbedding,
  positionEmbedding: (site, x) => site.graph.node('Add', [x, site.weight('embeddings', asItIs)]),
  multiHeadAttention,
  simpleRnn,
  gru,
  lstm,
};

/** A layer's two inputs. */
export interface Inputs {
  readonly x: string;
  /** Of a layer that looks back. */
  readonly skip: { readonly value: string; readonly shape: Shape } | null;
}

/** Writes a layer's nodes and gives the name of its output. */
export function writeLayer(site: Site, layer: Layer, { x, skip }: Inputs): string {
  if (layer.kind !== 'add') {
    const write = writers[layer.kind] as WriteLayer<LayerKind>; // of this kind
    return write(site, x, layer.params);
  }
  const { value = x, shape = site.input } = skip ?? {};
  if (layer.params.shortcut === 'identity') return site.value(site.graph.node('Add', [x, value]));
  const projected = isImage(shape)
    ? projectedImage(site, value, shape)
    : site.value(product(site, value));
  return site.value(site.graph.node('Add', [x, projected]));
}

import {
  createLayer,
  type Layer,
  type LayerKind,
  type LayerParams,
} from '../src/core/layers/index.ts';
import { presets } from '../src/core/presets.ts';
import type { Architecture } from '../src/core/recipe.ts';

/** A network that every format is tried with: between them, all kinds of layers with all that can be set on them. */
export interface InteropNetwork {
  readonly id: string;
  readonly architecture: Architecture;
  readonly pixelRange?: '0..1' | '-1..1';
}

const preset = (id: string): InteropNetwork => {
  const found = presets.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no preset ${id}`);
  return { id, architecture: found.architecture };
};

type Draft = (id: string) => Layer;
const layer =
  <K extends LayerKind>(kind: K, params: Partial<LayerParams<K>> = {}): Draft =>
  (id) =>
    createLayer(kind, id, params) as Layer;
const network = (id: string, ...drafts: readonly Draft[]): InteropNetwork => ({
  id,
  architecture: drafts.map((draft, place) => draft(`l${place + 1}`)),
});

const logits = layer('dense', { units: 10 });

export const interopNetworks: readonly InteropNetwork[] = [
  preset('reference-cnn'),
  { ...preset('mlp-784-128-10'), pixelRange: '-1..1' },
  preset('lenet-5'),
  preset('mobilenet-like'),
  network(
    'windows',
    layer('conv2d', {
      filters: 8,
      kernelSize: 4,
      strides: 2,
      padding: 'same',
      activation: 'leaky_relu',
    }),
    layer('gaussianNoise'),
    layer('conv2d', {
      filters: 8,
      groups: 2,
      dilation: 2,
      padding: 'same',
      activation: 'elu',
      useBias: false,
    }),
    layer('depthwiseConv2d', { depthMultiplier: 2, kernelSize: 3, activation: 'gelu' }),
    layer('batchNormalization'),
    layer('spatialDropout2d'),
    layer('separableConv2d', {
      filters: 12,
      depthMultiplier: 2,
      strides: 2,
      padding: 'same',
      activation: 'sigmoid',
    }),
    layer('averagePooling2d', { poolSize: 3, strides: 2, padding: 'same' }),
    layer('maxPooling2d', { poolSize: 3, strides: 2, padding: 'same' }),
    layer('flatten'),
    layer('activation', { activation: 'tanh' }),
    layer('dropout'),
    logits,
  ),
  preset('squeezenet-like'),
  preset('resnet-20k'),
  network(
    'gru-both-ways',
    layer('reshape'),
    layer('gru', { units: 12, returnSequences: true, bidirectional: true }),
    layer('layerNormalization'),
    layer('simpleRnn', { units: 16 }),
    logits,
  ),
  preset('lstm-rows'),
  preset('vit-tiny'),
];

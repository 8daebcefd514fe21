import { definitionOf, type Layer, type LayerKind } from '../../core/layers/index.ts';
import type { PlacedLayer } from '../../core/place.ts';

/**
 * What a layer is to the channels (the last axis) of its input: `reads` them all into outputs of its own, `carries` each to an
 * output or several, or is `bound` to all that there are.
 */
export type Role = 'reads' | 'carries' | 'bound';

/** Attention, sums and norms over all channels would become others without some of them. */
const roles: { readonly [K in LayerKind]: Role } = {
  conv2d: 'reads',
  depthwiseConv2d: 'carries',
  separableConv2d: 'reads',
  maxPooling2d: 'carries',
  averagePooling2d: 'carries',
  globalAveragePooling2d: 'carries',
  flatten: 'carries',
  dense: 'reads',
  dropout: 'carries',
  batchNormalization: 'carries',
  activation: 'carries',
  reshape: 'carries',
  globalAveragePooling1d: 'carries',
  simpleRnn: 'reads',
  lstm: 'reads',
  gru: 'reads',
  layerNormalization: 'bound',
  patchEmbedding: 'bound',
  positionEmbedding: 'bound',
  multiHeadAttention: 'bound',
  add: 'bound',
  fire: 'bound',
  gaussianNoise: 'carries',
  spatialDropout2d: 'carries',
};

/** A convolution in groups reads some channels each: without one of them the groups would differ. */
export const roleOf = (layer: Layer): Role =>
  layer.kind === 'conv2d' && layer.params.groups > 1 ? 'bound' : roles[layer.kind];

/** The field that says how many filters or units a layer has, where some may go; a recurrent layer's units stay. */
export const widthField = (layer: Layer): 'filters' | 'units' | null => {
  if (layer.kind === 'conv2d' || layer.kind === 'separableConv2d') return 'filters';
  return layer.kind === 'dense' ? 'units' : null;
};

/** Places of the layers that may lose filters or units: whoever hears them can do without, and the output is not theirs. */
export function removableLayers(placed: readonly PlacedLayer[]): readonly number[] {
  const boundInputs = new Set(
    placed.flatMap(({ layer, skip }, index) => [
      ...(roleOf(layer) === 'bound' ? [index] : []),
      ...(skip === null ? [] : [skip.from]),
    ]),
  );
  return placed.flatMap(({ layer }, index) => {
    if (widthField(layer) === null) return [];
    const reader = placed.findIndex(
      (later, place) => place > index && roleOf(later.layer) !== 'carries',
    );
    const between = Array.from({ length: reader - index }, (_, i) => index + 1 + i);
    const isFree = reader !== -1 && !between.some((place) => boundInputs.has(place));
    return isFree ? [index] : [];
  });
}

/** `Dense`: what a layer is called in words. */
export const labelOf = ({ kind }: Layer): string => definitionOf(kind).label;

import { insertLayer } from './architecture.ts';
import type { FieldValue } from './fields.ts';
import type { Layer, LayerKind } from './layers/index.ts';
import type { Architecture, Recipe } from './recipe.ts';

/** Ways against overfitting, one at a time beside the network as it is. */
export const regularisers = [
  'none',
  'dropout',
  'l2',
  'batchNormalization',
  'augmentation',
  'earlyStopping',
] as const;
export type Regulariser = (typeof regularisers)[number];

export const regulariserLabels: Readonly<Record<Regulariser, string>> = {
  none: 'None',
  dropout: 'Dropout ½',
  l2: 'L2 0.001',
  batchNormalization: 'Batch norm',
  augmentation: 'Augmentation',
  earlyStopping: 'Early stopping',
};

/** The recipe with one of them added; the rest of it stays. */
export function regularised(recipe: Recipe, by: FieldValue): Recipe {
  const { architecture, setup } = recipe;
  switch (by as Regulariser) {
    case 'dropout':
      return { ...recipe, architecture: withDropout(architecture) };
    case 'l2':
      return { ...recipe, architecture: architecture.map(withL2) };
    case 'batchNormalization':
      return { ...recipe, architecture: withNorms(architecture) };
    case 'augmentation':
      return {
        ...recipe,
        setup: { ...setup, shiftPixels: 2, rotateDegrees: 10, zoomPercent: 10 },
      };
    case 'earlyStopping':
      return { ...recipe, setup: { ...setup, patience: 2 } };
    default:
      return recipe;
  }
}

const hasKernel = ({ params }: Layer): boolean => 'l2' in params;

/** Half of what the output layer sees is left out. */
function withDropout(architecture: Architecture): Architecture {
  const output = architecture.findLastIndex(hasKernel);
  const dropped = insertLayer(architecture, Math.max(0, output), 'dropout');
  return dropped.map((layer, place) =>
    place === output && layer.kind === 'dropout'
      ? { ...layer, params: { ...layer.params, rate: 0.5 } }
      : layer,
  );
}

const withL2 = (layer: Layer): Layer =>
  hasKernel(layer) ? ({ ...layer, params: { ...layer.params, l2: 1e-3 } } as Layer) : layer; // it has the field

const normalisable: readonly LayerKind[] = [
  'dense',
  'conv2d',
  'depthwiseConv2d',
  'separableConv2d',
];

/** After every hidden convolution and dense layer that none follows. */
function withNorms(architecture: Architecture): Architecture {
  const output = architecture.findLastIndex(hasKernel);
  return architecture.reduceRight<Architecture>((changed, { kind }, place) => {
    const isHidden = place < output && normalisable.includes(kind);
    const isFollowed = architecture[place + 1]?.kind === 'batchNormalization';
    return isHidden && !isFollowed
      ? insertLayer(changed, place + 1, 'batchNormalization')
      : changed;
  }, architecture);
}

import type { Layer, LayerParams } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { convolutions } from './convolutions.ts';
import { poolings } from './poolings.ts';
import { sequences } from './sequences.ts';
import { simpleLayers } from './simple-layers.ts';
import { skipNames } from './skips.ts';
import type { Builders, Place, TorchLayer, TorchTensor } from './torch-layer.ts';

/** The one place that says how a layer is written and where its weights go. */
const builders: Builders = { ...convolutions, ...poolings, ...sequences, ...simpleLayers };

/** A layer of a network with all that its code and its file take. */
export interface NamedTorchLayer extends TorchLayer, Place {
  readonly layer: Layer;
  /** The variable that its input is kept in for a later layer. */
  readonly keepsInput: string | null;
}

const cache = new WeakMap<Architecture, readonly NamedTorchLayer[]>();

/** A network's layers in PyTorch. @param architecture one that `summarize` finds no problem in */
export function torchLayers(architecture: Architecture): readonly NamedTorchLayer[] {
  const known = cache.get(architecture);
  if (known !== undefined) return known;
  const { layers } = summarize(architecture);
  const skips = skipNames(layers.map(({ skip }) => skip?.from ?? null));
  const built = layers.map((row, index) => {
    const { layer, skip } = row;
    const place: Place = {
      name: attributeOf(layer, row.kerasName),
      input: row.inputShape ?? [],
      output: row.outputShape ?? [],
      weights: row.weights,
      skip: skip && { shape: skip.shape, name: skips.get(skip.from) ?? 'skip' },
    };
    const build = builders[layer.kind] as Builders['dense']; // kind and params belong together
    const params = layer.params as LayerParams<'dense'>;
    return { layer, ...place, ...build(params, place), keepsInput: skips.get(index) ?? null };
  });
  cache.set(architecture, built);
  return built;
}

/** The weights of a sum are those of its shortcut. */
const attributeOf = ({ kind }: Layer, kerasName: string): string =>
  kind === 'add' ? `${kerasName}_projection` : kerasName;

/** `conv2d.weight` */
export const stateName = (layer: Pick<Place, 'name'>, tensor: Pick<TorchTensor, 'name'>): string =>
  tensor.name === '' ? layer.name : `${layer.name}.${tensor.name}`;

import type { WeightSpec } from '../../core/layer.ts';
import type { Architecture } from '../../core/recipe.ts';
import { type NamedTorchLayer, stateName, torchLayers } from '../pytorch/layers.ts';
import { attributePath, quoted } from '../pytorch/python.ts';

interface Kernel {
  readonly layer: NamedTorchLayer;
  readonly spec: WeightSpec;
  /** In the state_dict. */
  readonly name: string;
}

/** A network's weights of a kind, in order. */
export const weightsWhere = (
  architecture: Architecture,
  isWanted: (spec: WeightSpec) => boolean,
): readonly Kernel[] =>
  torchLayers(architecture).flatMap((layer) =>
    layer.tensors.flatMap((tensor) => {
      const spec = tensor.from === null ? undefined : layer.weights[tensor.from];
      return spec === undefined || !isWanted(spec)
        ? []
        : [{ layer, spec, name: stateName(layer, tensor) }];
    }),
  );

/** `model.separable_conv2d[1].weight` */
export const attribute = (name: string): string => attributePath(`model.${name}`);

/** `(model.conv2d, "weight")`, as `torch.nn.utils.prune` wants it. */
export function modulePair(name: string): string {
  const dot = name.lastIndexOf('.');
  return `(${attribute(name.slice(0, dot))}, ${quoted(name.slice(dot + 1))})`;
}

/** What a pruning may touch: all prunable weights, or all but those of the last layer that has any. */
export function prunableNames(architecture: Architecture, keepOutput: boolean): readonly string[] {
  const all = weightsWhere(architecture, ({ prunable }) => prunable);
  const last = all.at(-1)?.layer.name;
  return all.filter(({ layer }) => !keepOutput || layer.name !== last).map(({ name }) => name);
}

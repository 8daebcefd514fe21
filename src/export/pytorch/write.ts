import { weightsOf } from '../../core/stored-model.ts';
import { EngineError } from '../../protocol/errors.ts';
import { needsFloats, type WriteNetwork } from '../format.ts';
import { type NamedTensor, writeSafetensors } from '../safetensors.ts';
import { type NamedTorchLayer, stateName, torchLayers } from './layers.ts';
import { helperTexts, networkText } from './module.ts';

/**
 * The state_dict of the generated module: `load_state_dict(safetensors.torch.load_file(path))` takes it strictly. The module's
 * own text lies in the metadata, since filters may have been removed from the network of the recipe.
 */
export const writePytorch: WriteNetwork = async ({ name, recipe, model, training }) => {
  const problem = needsFloats(recipe);
  if (problem !== null) throw new EngineError('internal', problem);
  const weights = weightsOf(model);
  let first = 0;
  const tensors = torchLayers(model.architecture).flatMap((layer) => {
    const own = weights.slice(first, first + layer.weights.length);
    first += layer.weights.length;
    return layerTensors(layer, own, training?.step ?? 0);
  });
  return writeSafetensors(tensors, {
    format: 'pt',
    ...{ name, pixel_range: model.pixelRange, output: 'ten logits: softmax is not part of it' },
    module: [...helperTexts([model.architecture]), networkText(model.architecture)].join('\n\n\n'),
  });
};

/** A layer's part of the state_dict. */
export const layerTensors = (
  layer: NamedTorchLayer,
  weights: readonly Float32Array[],
  step: number,
): readonly NamedTensor[] =>
  layer.tensors.map((tensor) => {
    const name = stateName(layer, tensor);
    const { shape, from, rearrange, isCount } = tensor;
    if (isCount) return { name, shape, dtype: 'I64', values: BigInt64Array.of(BigInt(step)) };
    const values = from === null ? undefined : weights[from];
    const size = shape.reduce((product, side) => product * side, 1);
    return { name, shape, values: values ? rearrange(values) : new Float32Array(size) };
  });

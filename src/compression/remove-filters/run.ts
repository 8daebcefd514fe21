import { placeLayers } from '../../core/place.ts';
import { weightsOf } from '../../core/stored-model.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { Compression, FloatModel } from '../compression.ts';
import { plainPlan } from '../fine-tune/run.ts';
import { holdZeros } from '../prune/masks.ts';
import { rebuild } from './rebuild.ts';
import { removableLayers, widthField } from './roles.ts';
import { strongest } from './strongest.ts';

/** Structured pruning: the filters and units with the smallest L1 norm go, and the network is rebuilt without them. */
export const removeFilters: Compression<'removeFilters'> = (
  { fraction, epochs, learningRate },
  context,
) => {
  const { model, before } = context;
  const start = withoutWeakest({ ...model, weights: weightsOf(model) }, fraction);
  return {
    ...{ epochs, learningRate, start },
    ...(before.includes('prune') && { constrain: holdZeros(start) }),
    finish: plainPlan(context).finish,
  };
};

/** @throws EngineError in words when nothing can be removed */
export function withoutWeakest(network: FloatModel, fraction: number): FloatModel {
  const placed = placeLayers(network.architecture);
  const removable = removableLayers(placed);
  if (removable.length === 0) throw nothingToRemove('no layer has filters or units that can go');
  const keptOf = new Map<number, readonly number[]>();
  let first = 0;
  placed.forEach(({ layer, weights }, index) => {
    const own = network.weights.slice(first, first + weights.length);
    first += weights.length;
    if (!removable.includes(index)) return;
    // Of a separable convolution, the pointwise kernel makes the filters; of the others, the only kernel.
    const kernel = weights.findLastIndex(({ name }) => name.endsWith('kernel'));
    const width = Number(layer.params[widthField(layer) as keyof typeof layer.params]); // it has one
    const groups = layer.kind === 'conv2d' ? layer.params.groups : 1;
    const kept = strongest(own[kernel] ?? new Float32Array(0), { width, groups, fraction });
    if (kept.length < width) keptOf.set(index, kept);
  });
  if (keptOf.size === 0) throw nothingToRemove('its layers are too narrow for so small a share');
  return rebuild(network, keptOf);
}

const nothingToRemove = (reason: string): EngineError =>
  new EngineError(
    'internal',
    `Nothing can be removed here: ${reason}. What feeds the output, a sum, attention or a layer normalisation keeps its width`,
  );

import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import type { Compression, CompressionContext, CompressionPlan } from '../compression.ts';
import { holdZeros } from '../prune/masks.ts';

/** More training and nothing else. Weights that a pruning has set to zero stay zero. */
export const fineTune: Compression<'fineTune'> = ({ epochs, learningRate }, context) => {
  const plan = plainPlan(context);
  const isPruned = context.before.includes('prune');
  return { epochs, learningRate, ...plan, ...(isPruned && { constrain: holdZeros(plan.start) }) };
};

/** The network as it is, trained and stored as floats. */
export function plainPlan({
  model,
}: CompressionContext): Pick<CompressionPlan, 'start' | 'finish'> {
  return {
    start: { architecture: model.architecture, weights: weightsOf(model) },
    finish: ({ architecture, weights }): StoredModel => ({
      ...model,
      architecture,
      tensors: weights.map((values) => ({ type: 'float32', values })),
    }),
  };
}

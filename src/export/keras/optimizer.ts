import { optimizerConstants, type TrainingSetup } from '../../core/training-setup.ts';
import type { FinishedNetwork } from '../format.ts';
import type { KerasNode } from './graph.ts';

const { momentum, rho, beta1, beta2, epsilon } = optimizerConstants;

/** A run's optimizer as Keras names and configures it; its rate is the setup's, without schedule. */
export function kerasOptimizer({ optimizer, learningRate, weightDecay }: TrainingSetup) {
  const common = { learning_rate: learningRate };
  const adam = { ...common, beta_1: beta1, beta_2: beta2, epsilon, amsgrad: false };
  switch (optimizer) {
    case 'sgd':
      return { className: 'SGD', config: { ...common, momentum: 0, nesterov: false } };
    case 'momentum':
      return { className: 'SGD', config: { ...common, momentum, nesterov: false } };
    case 'rmsprop':
      return { className: 'RMSprop', config: { ...common, rho, epsilon, momentum: 0 } };
    case 'adam':
      return { className: 'Adam', config: adam };
    case 'adamw':
      return { className: 'AdamW', config: { ...adam, weight_decay: weightDecay } };
    default:
      return optimizer satisfies never;
  }
}

export const kerasLoss = {
  className: 'SparseCategoricalCrossentropy',
  config: { from_logits: true },
} as const;

/** A variable of an optimizer; a step count is an int64. */
export interface OptimizerVariable {
  readonly shape: readonly number[];
  readonly values: Float32Array | bigint;
}

/** As many an optimizer keeps for each weight. */
const momentCounts: Readonly<Record<TrainingSetup['optimizer'], number>> = {
  sgd: 0,
  momentum: 1,
  rmsprop: 1,
  adam: 2,
  adamw: 2,
};

/** The variables of a trained network's optimizer in Keras' order: step, rate, and each weight's moments; null where none were kept. */
export function optimizerVariables(
  { recipe, training }: FinishedNetwork,
  nodes: readonly KerasNode[],
): readonly OptimizerVariable[] | null {
  const { optimizer, learningRate } = recipe.setup;
  const moments = momentCounts[optimizer];
  const trainable = nodes.flatMap(({ weights }) =>
    weights.flatMap(({ spec }) => (spec.trainable ? [spec] : [])),
  );
  if (training === null || training.moments.length !== moments * trainable.length) return null;
  return [
    { shape: [], values: BigInt(training.step) },
    { shape: [], values: Float32Array.of(learningRate) },
    ...trainable.flatMap(({ shape }, index) =>
      Array.from({ length: moments }, (_, order) => ({
        shape,
        values: training.moments[order * trainable.length + index] ?? new Float32Array(),
      })),
    ),
  ];
}

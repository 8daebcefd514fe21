import { definitionOf, type Layer } from './layers/index.ts';
import { sizeOf } from './shape.ts';
import { bytesPerFloat, type Summary } from './summary.ts';
import type { OptimizerName, TrainingSetup } from './training-setup.ts';

/** Floats that an optimizer keeps for each trainable weight. */
const momentsOf: Record<OptimizerName, number> = {
  sgd: 0,
  momentum: 1,
  rmsprop: 1,
  adam: 2,
  adamw: 2,
};

export interface TrainingMemory {
  readonly weightBytes: number;
  readonly gradientBytes: number;
  readonly optimizerBytes: number;
  /** Outputs of every layer and what it needs beside them for a whole batch, kept for backpropagation. */
  readonly activationBytes: number;
  readonly totalBytes: number;
}

/** What training holds at this optimizer and batch size, float32, data set apart: a plan, not a reading of the heap. */
export function trainingMemory(
  summary: Summary,
  { optimizer, batchSize }: Pick<TrainingSetup, 'optimizer' | 'batchSize'>,
): TrainingMemory {
  const { weightBytes, trainableParameters, activationElements } = summary;
  const gradientBytes = trainableParameters * bytesPerFloat;
  const optimizerBytes = gradientBytes * momentsOf[optimizer];
  const activationBytes = (activationElements + innerElements(summary)) * batchSize * bytesPerFloat;
  return {
    weightBytes,
    gradientBytes,
    optimizerBytes,
    activationBytes,
    totalBytes: weightBytes + gradientBytes + optimizerBytes + activationBytes,
  };
}

const innerElements = ({ layers }: Summary): number =>
  layers.reduce((sum, { layer, inputShape, outputShape }) => {
    if (inputShape === null || outputShape === null) return sum;
    const { innerElements: inner } = definitionOf(layer.kind);
    const ofKind = inner?.(layer.params, inputShape, outputShape) ?? 0;
    return sum + ofKind + (keepsSums(layer) ? sizeOf(outputShape) : 0);
  }, 0);

/** The slope of GELU cannot be told from what it gives; the activation layer's input is another's output. */
const keepsSums = ({ kind, params }: Layer): boolean =>
  kind !== 'activation' && 'activation' in params && params.activation === 'gelu';

/** Above this a tab may be ended by the browser, so training is refused in words. */
export const maxTrainingBytes = 1.5e9;

/** Why a network that is otherwise fine cannot train with this setup; null when it can. */
export function memoryProblem(summary: Summary, setup: TrainingSetup): string | null {
  const { totalBytes } = trainingMemory(summary, setup);
  if (totalBytes <= maxTrainingBytes) return null;
  return `Training would hold ${(totalBytes / 1e9).toFixed(1)} GB at batch size ${setup.batchSize}, and a tab has about ${maxTrainingBytes / 1e9} GB: use a smaller batch or fewer filters`;
}

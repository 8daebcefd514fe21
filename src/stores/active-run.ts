import type { Recipe } from '../core/recipe.ts';
import type { TrainInput, TrainProgress } from '../protocol/jobs.ts';

/** Numbers that arrive a few at a time, in a buffer that doubles; `length` says how many are valid. */
interface GrowingSeries {
  readonly values: Float32Array;
  readonly length: number;
}

/** A run while it trains: what its progress messages have said so far. */
export interface ActiveRun extends Omit<TrainProgress, 'stepLosses' | 'stepAccuracies'> {
  readonly id: string;
  readonly name: string;
  readonly recipe: Recipe;
  readonly parentId: string | null;
  readonly stepLosses: GrowingSeries;
  readonly stepAccuracies: GrowingSeries;
}

const emptySeries: GrowingSeries = { values: new Float32Array(0), length: 0 };

export const beginActiveRun = (input: TrainInput): ActiveRun => ({
  id: input.runId,
  name: input.name,
  recipe: input.recipe,
  parentId: input.parentId,
  phase: 'building',
  data: null,
  runtime: null,
  step: 0,
  epoch: 0,
  totalSteps: 0,
  stepsPerEpoch: 0,
  learningRate: input.recipe.setup.learningRate,
  stepLosses: emptySeries,
  stepAccuracies: emptySeries,
  validations: [],
  epochs: [],
  stripAnswers: null,
  imagesPerSecond: 0,
  elapsedSeconds: 0,
  remainingSeconds: null,
});

/** The run with one more progress message taken in. */
export function withProgress(run: ActiveRun, progress: TrainProgress): ActiveRun {
  const { stepLosses, stepAccuracies, validations, epochs, stripAnswers, ...latest } = progress;
  return {
    ...run,
    ...latest,
    stepLosses: append(run.stepLosses, stepLosses),
    stepAccuracies: append(run.stepAccuracies, stepAccuracies),
    validations: validations.length === 0 ? run.validations : [...run.validations, ...validations],
    epochs: epochs.length === 0 ? run.epochs : [...run.epochs, ...epochs],
    stripAnswers: stripAnswers ?? run.stripAnswers,
  };
}

/** Appends in place while the buffer has room: an older series keeps its shorter length and stays true. */
function append(series: GrowingSeries, added: Float32Array): GrowingSeries {
  if (added.length === 0) return series;
  const length = series.length + added.length;
  const values = length <= series.values.length ? series.values : grown(series, length);
  values.set(added, series.length);
  return { values, length };
}

function grown(series: GrowingSeries, length: number): Float32Array {
  const values = new Float32Array(Math.max(1024, 2 ** Math.ceil(Math.log2(length))));
  values.set(series.values.subarray(0, series.length));
  return values;
}

import type { Recipe } from '../../core/recipe.ts';
import type { EpochSummary, RunCurves, RunRecord, Score, ValidationPoint } from '../../core/run.ts';
import type { ActiveRun } from '../../stores/active-run.ts';

/** One number a step; only the first `length` are valid. */
export interface StepSeries {
  readonly values: Float32Array;
  readonly length: number;
}

/** The run whose curves and figures the panel shows: the one training, else the selected one. */
export interface ShownRun {
  readonly id: string;
  readonly name: string;
  readonly recipe: Recipe;
  readonly isActive: boolean;
  /** Steps done, counting those of the runs that it continued. */
  readonly step: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly stepLosses: StepSeries;
  readonly stepAccuracies: StepSeries;
  readonly validations: readonly ValidationPoint[];
  readonly epochs: readonly EpochSummary[];
  readonly curves: 'there' | 'reading' | 'gone';
}

export interface Selected {
  readonly run: RunRecord;
  /** Null where they are gone, absent while they are read. */
  readonly curves: RunCurves | null | undefined;
}

export function shownRun(active: ActiveRun | null, selected: Selected | null): ShownRun | null {
  if (active !== null) return { ...active, isActive: true, curves: 'there' };
  return selected === null ? null : finishedRun(selected);
}

const noSteps = new Float32Array(0);
const noCurves: RunCurves = { stepLosses: noSteps, stepAccuracies: noSteps, validations: [] };

function finishedRun({ run: record, curves }: Selected): ShownRun {
  const { stepLosses, stepAccuracies, validations } = curves ?? noCurves;
  const { trainingImages, batchSize } = record.recipe.setup;
  return {
    ...record,
    isActive: false,
    step: record.steps,
    totalSteps: record.steps,
    stepsPerEpoch: Math.ceil(trainingImages / batchSize),
    stepLosses: wholeSeries(stepLosses),
    stepAccuracies: wholeSeries(stepAccuracies),
    validations,
    curves: curves === undefined ? 'reading' : curves === null ? 'gone' : 'there',
  };
}

const seriesOf = new WeakMap<Float32Array, StepSeries>();

/** The same object for the same numbers, so that charts need not redraw. */
function wholeSeries(values: Float32Array): StepSeries {
  const series = seriesOf.get(values) ?? { values, length: values.length };
  seriesOf.set(values, series);
  return series;
}

/** How many batches a live training figure is the mean of: enough to be steady, never more than an epoch. */
export const smoothingSteps = (stepsPerEpoch: number): number =>
  Math.max(1, Math.min(50, stepsPerEpoch));

/** Mean of the `count` numbers up to and without position `end`; NaN when there are none. */
export function meanBefore({ values }: StepSeries, end: number, count: number): number {
  const begin = Math.max(0, end - count);
  let sum = 0;
  for (let index = begin; index < end; index++) sum += values[index] ?? 0;
  return sum / (end - begin);
}

/** NaN where the loss is no number either: a diverged network gives no answers to count. */
export const accuracyOf = ({ loss, correct, n }: Score): number =>
  Number.isFinite(loss) ? correct / n : Number.NaN;

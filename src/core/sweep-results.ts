import { type Recipe, stepsOf } from './recipe.ts';
import type { RunRecord, Score } from './run.ts';
import { wilsonInterval } from './stats.ts';
import { summarize } from './summary.ts';
import type { PlannedSweep, Trial } from './sweep.ts';

/** Shares that were right, over the runs of one point. */
export interface Spread {
  readonly runs: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Lowest and highest of several seeds, a standard deviation around the mean of several folds, or Wilson's 95 % interval of the one run. */
  readonly bar: 'seeds' | 'folds' | 'wilson';
}

/** @param areFolds they are folds of one cross-validation, not seeds */
export function spreadOf(scores: readonly Score[], areFolds = false): Spread | null {
  const [first] = scores;
  if (first === undefined) return null;
  const runs = scores.length;
  const shares = scores.map(({ correct, n }) => correct / n);
  const mean = shares.reduce((sum, share) => sum + share, 0) / runs;
  if (runs === 1) return { runs, mean, ...wilsonInterval(first.correct, first.n), bar: 'wilson' };
  if (!areFolds)
    return { runs, mean, low: Math.min(...shares), high: Math.max(...shares), bar: 'seeds' };
  const deviation = sampleDeviation(shares, mean);
  return { runs, mean, low: mean - deviation, high: Math.min(1, mean + deviation), bar: 'folds' };
}

const sampleDeviation = (values: readonly number[], mean: number): number =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));

/** The id of the run that a trial is: always the same, so that a trial that runs again is no second run. */
export const trialRunId = (sweepId: string, trial: number): string => `${sweepId}-${trial}`;

type ScoredRun = Pick<RunRecord, 'id' | 'status' | 'training' | 'validation' | 'test' | 'size'>;

export interface PointResult {
  readonly validation: Spread | null;
  readonly test: Spread | null;
  /** How much better it is on training images than on validation images: means over its runs. */
  readonly gap: { readonly accuracy: number; readonly loss: number } | null;
  readonly diverged: number;
  /** Bytes of the file; null until one run of it is there. */
  readonly fileBytes: number | null;
}

/** What each point of a sweep has come to so far. */
export function pointResults(
  sweepId: string,
  { points, trials }: PlannedSweep,
  runs: readonly ScoredRun[],
): readonly PointResult[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const areFolds = trials.some(({ fold }) => fold !== null);
  return points.map((_, point) => {
    const own = trials.flatMap((trial, place) => {
      const run = trial.point === point ? byId.get(trialRunId(sweepId, place)) : undefined;
      return run === undefined ? [] : [run];
    });
    const sound = own.filter(({ status }) => status !== 'diverged');
    return {
      validation: spreadOf(
        sound.map(({ validation }) => validation),
        areFolds,
      ),
      test: spreadOf(
        sound.flatMap(({ test }) => test ?? []),
        areFolds,
      ),
      gap: gapOf(sound),
      diverged: own.length - sound.length,
      fileBytes: sound[0]?.size.fileBytes ?? null,
    };
  });
}

function gapOf(runs: readonly ScoredRun[]): PointResult['gap'] {
  if (runs.length === 0) return null;
  const mean = (of: (run: ScoredRun) => number) =>
    runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const share = ({ correct, n }: Score) => correct / n;
  return {
    accuracy: mean(({ training, validation }) => share(training) - share(validation)),
    loss: mean(({ training, validation }) => validation.loss - training.loss),
  };
}

/** What every image costs besides its multiply–accumulates, as so many of them. */
const overheadMacs = 20_000;
/** What every run costs besides training: it is scored, stored, and its latency measured. */
const overheadSeconds = 3;

/** Training work of a trial, in multiply–accumulates of the forward pass. */
function workOf({ recipe }: Trial): number {
  const { trainingImages } = recipe.setup;
  return epochsOf(recipe) * trainingImages * (summarize(recipe.architecture).macs + overheadMacs);
}

/** Epochs of a trial itself: those of its last step, where it has steps. */
function epochsOf(recipe: Recipe): number {
  const step = stepsOf(recipe).at(-1);
  if (step === undefined) return recipe.setup.epochs;
  const { epochs = 0 }: { readonly epochs?: number } = step.params;
  return epochs;
}

export interface TrialTime {
  readonly trial: Trial;
  /** Seconds of optimizer steps. */
  readonly seconds: number;
}

/**
 * Seconds that the waiting trials will take, from the pace of those that are done; null before one is.
 * @param workers how many run side by side
 */
export function remainingSeconds(
  done: readonly TrialTime[],
  waiting: readonly Trial[],
  workers: number,
): number | null {
  const work = done.reduce((sum, { trial }) => sum + workOf(trial), 0);
  if (work === 0) return null;
  const pace = done.reduce((sum, { seconds }) => sum + seconds, 0) / work;
  const total = waiting.reduce((sum, trial) => sum + pace * workOf(trial) + overheadSeconds, 0);
  return total / workers;
}

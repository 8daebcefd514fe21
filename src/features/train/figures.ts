import type { RunRecord, Score } from '../../core/run.ts';
import { wilsonInterval } from '../../core/stats.ts';
import type { ActiveRun } from '../../stores/active-run.ts';
import { formatInteger, formatPercent, formatSeconds } from '../../ui/format.ts';
import { accuracyOf, meanBefore, smoothingSteps } from './shown-run.ts';

/** What the panel's figures say; a dash stands for what is not known yet. */
export interface FigureTexts {
  readonly trainingAccuracy: string;
  readonly trainingNote: string;
  readonly validationAccuracy: string;
  readonly validationNote: string;
  /** Training minus validation accuracy, in points. */
  readonly gap: string;
  readonly loss: string;
  readonly lossNote: string;
  readonly imagesPerSecond: string;
  readonly epochTime: string;
  readonly epochTimeNote: string;
  readonly learningRate: string;
  readonly learningRateNote: string;
}

export const unknown = '–';

/** Training in batches while it learns, in inference mode once it is done: the note says which. */
export function activeFigures(run: ActiveRun): FigureTexts {
  const { stepAccuracies, stepLosses, stepsPerEpoch } = run;
  const batches = Math.min(stepAccuracies.length, smoothingSteps(stepsPerEpoch));
  const accuracy = meanBefore(stepAccuracies, stepAccuracies.length, batches);
  const validation = run.validations.at(-1) ?? null;
  return {
    trainingAccuracy: percentOrUnknown(accuracy),
    trainingNote: batches === 0 ? 'last batches' : `last ${batches} batches`,
    ...validationTexts(validation),
    gap: gapText(accuracy, validation),
    loss: formatLoss(meanBefore(stepLosses, stepLosses.length, batches)),
    lossNote: lossNote(validation),
    imagesPerSecond: speedText(run),
    ...epochTime(run),
    learningRate: formatRate(run.learningRate),
    learningRateNote: 'of the last step',
  };
}

export function finishedFigures(run: RunRecord): FigureTexts {
  const { training, validation, timing } = run;
  const accuracy = accuracyOf(training);
  return {
    trainingAccuracy: percentOrUnknown(accuracy),
    trainingNote: `${formatInteger(training.n)} images, after training`,
    ...validationTexts(validation),
    gap: gapText(accuracy, validation),
    loss: formatLoss(training.loss),
    lossNote: lossNote(validation),
    imagesPerSecond: speedText(timing),
    ...epochTime({ ...run, stepsPerEpoch: 0, imagesPerSecond: 0 }),
    ...lastRate(run),
  };
}

export const noFigures: FigureTexts = {
  trainingAccuracy: unknown,
  trainingNote: 'last batches',
  validationAccuracy: unknown,
  validationNote: 'images it does not learn from',
  gap: unknown,
  loss: unknown,
  lossNote: 'cross-entropy',
  imagesPerSecond: unknown,
  epochTime: unknown,
  epochTimeNote: 'one pass over the images',
  learningRate: unknown,
  learningRateNote: 'of the last step',
};

/** A run may have taken no step: then there is no speed. */
const speedText = ({ imagesPerSecond }: { readonly imagesPerSecond: number }): string =>
  imagesPerSecond > 0 ? formatInteger(imagesPerSecond) : unknown;

function validationTexts(score: Score | null) {
  if (score === null || Number.isNaN(accuracyOf(score)))
    return {
      validationAccuracy: noFigures.validationAccuracy,
      validationNote: noFigures.validationNote,
    };
  const { low, high } = wilsonInterval(score.correct, score.n);
  return {
    validationAccuracy: formatPercent(accuracyOf(score)),
    validationNote: `${formatInteger(score.n)} images (${percentPoints(low)}–${percentPoints(high)})`,
  };
}

function epochTime({
  epochs,
  stepsPerEpoch,
  imagesPerSecond,
  recipe,
}: Pick<ActiveRun, 'epochs' | 'stepsPerEpoch' | 'imagesPerSecond' | 'recipe'>) {
  const last = epochs.at(-1);
  if (last !== undefined)
    return { epochTime: formatSeconds(last.seconds), epochTimeNote: `epoch ${last.epoch}` };
  if (stepsPerEpoch === 0 || imagesPerSecond <= 0)
    return { epochTime: unknown, epochTimeNote: noFigures.epochTimeNote };
  const seconds = recipe.setup.trainingImages / imagesPerSecond;
  return { epochTime: `≈ ${formatSeconds(seconds)}`, epochTimeNote: 'estimate' };
}

function lastRate({ events, recipe }: RunRecord) {
  const change = events.findLast((event) => event.kind === 'learning-rate');
  return {
    learningRate: formatRate(change?.value ?? recipe.setup.learningRate),
    learningRateNote:
      change === undefined ? 'as set up' : `changed at step ${formatInteger(change.step)}`,
  };
}

function gapText(trainingAccuracy: number, validation: Score | null): string {
  if (validation === null || Number.isNaN(trainingAccuracy)) return unknown;
  const points = 100 * (trainingAccuracy - accuracyOf(validation));
  return Number.isNaN(points) ? unknown : signed(points);
}

function signed(points: number): string {
  const text = Math.abs(points).toFixed(1);
  if (text === '0.0') return text;
  return points > 0 ? `+${text}` : `−${text}`;
}

const lossNote = (validation: Score | null): string =>
  validation === null ? noFigures.lossNote : `validation ${formatLoss(validation.loss)}`;

const percentOrUnknown = (ratio: number): string =>
  Number.isNaN(ratio) ? unknown : formatPercent(ratio);

const percentPoints = (ratio: number): string => (100 * ratio).toFixed(1);

/** Three digits that matter: `2.30`, `0.0612`. */
export function formatLoss(loss: number): string {
  if (!Number.isFinite(loss)) return unknown;
  if (loss >= 1e5) return loss.toExponential(1);
  return loss >= 0.1 ? loss.toFixed(loss < 10 ? 3 : 1) : loss.toPrecision(3);
}

export const formatRate = (rate: number): string =>
  rate !== 0 && rate < 1e-3
    ? rate.toExponential().replace(/(\.\d\d)\d+/, '$1')
    : String(Number(rate.toPrecision(3)));

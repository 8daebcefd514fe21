import { expectedCalibrationError } from '../../core/calibration.ts';
import type { RunRecord, Score } from '../../core/run.ts';
import { wilsonInterval } from '../../core/stats.ts';
import {
  formatBytes,
  formatCount,
  formatInteger,
  formatMs,
  formatPercent,
  formatSeconds,
} from '../../ui/format.ts';

/** How an axis spaces values: `error` spaces accuracies by the decades of what is missing to 1. */
export type Spacing = 'linear' | 'log' | 'error';

export interface Metric {
  readonly label: string;
  /** Null where a run has not been measured. */
  readonly of: (run: RunRecord) => number | null;
  readonly format: (value: number) => string;
  readonly better: 'less' | 'more';
  /** What `of` is spaced by where it is not linear, and whether that is the first choice. */
  readonly curved: Exclude<Spacing, 'linear'>;
  readonly isCurvedFirst: boolean;
  /** The 95 % interval, where the figure is a share of images. */
  readonly interval?: (run: RunRecord) => readonly [low: number, high: number] | null;
  /** The least error that is drawn: half an image. */
  readonly leastError?: (run: RunRecord) => number;
  /** Read off the test set: it is shown, and chooses nothing. */
  readonly isOfTestSet?: true;
}

const cost = (
  label: string,
  of: Metric['of'],
  format: Metric['format'],
): Pick<Metric, 'label' | 'of' | 'format' | 'better' | 'curved' | 'isCurvedFirst'> => ({
  ...{ label, of, format },
  ...{ better: 'less', curved: 'log', isCurvedFirst: true },
});

type ScoreOf = (run: RunRecord) => Score | null;
const percent = (ratio: number) => formatPercent(ratio, 2);
const accuracyOf = (score: Score | null): number | null => score && score.correct / score.n;

const intervalOf = (score: Score | null): readonly [number, number] | null => {
  if (score === null) return null;
  const { low, high } = wilsonInterval(score.correct, score.n);
  return [low, high];
};

const accuracy = (label: string, scoreOf: ScoreOf): Metric => ({
  label,
  of: (run) => accuracyOf(scoreOf(run)),
  format: percent,
  ...{ better: 'more', curved: 'error', isCurvedFirst: true },
  interval: (run) => intervalOf(scoreOf(run)),
  leastError: (run) => 0.5 / (scoreOf(run)?.n ?? 1),
});

const error = (label: string, scoreOf: ScoreOf): Metric => ({
  ...cost(
    label,
    (run) => {
      const score = scoreOf(run);
      return score && Math.max(score.n - score.correct, 0.5) / score.n;
    },
    percent,
  ),
  interval: (run) => {
    const interval = intervalOf(scoreOf(run));
    return interval && [1 - interval[1], 1 - interval[0]];
  },
});

const ofValidation: ScoreOf = ({ validation }) => validation;
const ofTest: ScoreOf = ({ test }) => test;
const ofTestSet = { isOfTestSet: true } as const;

/** Training less validation accuracy, which early chance can make negative: never spaced by decades. */
const gapOf = ({ training, validation }: RunRecord): number =>
  training.correct / training.n - validation.correct / validation.n;

/** Everything that runs can be compared by. */
export const metrics = {
  fileBytes: cost('file size', ({ size }) => size.fileBytes, formatBytes),
  deflatedBytes: cost('file size, deflated', ({ size }) => size.deflatedBytes, formatBytes),
  weightBytes: cost('weights as float32', ({ size }) => size.weightBytes, formatBytes),
  parameters: cost('parameters', ({ size }) => size.parameters, formatCount),
  macs: cost('multiply-adds', ({ size }) => size.macs, formatCount),
  peakActivationBytes: cost(
    'peak activations',
    ({ size }) => size.peakActivationBytes,
    formatBytes,
  ),
  trainingBytes: cost('memory in training', ({ size }) => size.trainingBytes, formatBytes),
  p50Ms: cost('latency p50', ({ latency }) => latency?.p50Ms ?? null, formatMs),
  imagesPerSecond: {
    ...cost('images/s in training', ({ timing }) => timing.imagesPerSecond || null, formatInteger),
    better: 'more',
  },
  trainingSeconds: cost('training time', ({ timing }) => timing.trainingSeconds, formatSeconds),
  validationAccuracy: accuracy('validation accuracy', ofValidation),
  testAccuracy: { ...accuracy('test accuracy', ofTest), ...ofTestSet },
  validationError: error('validation error', ofValidation),
  testError: { ...error('test error', ofTest), ...ofTestSet },
  validationLoss: cost('validation loss', ({ validation }) => validation.loss, threeDecimals),
  testLoss: { ...cost('test loss', ({ test }) => test?.loss ?? null, threeDecimals), ...ofTestSet },
  gap: {
    ...cost('gap, training − validation', gapOf, percent),
    isCurvedFirst: false,
  },
  calibrationError: {
    ...cost(
      'calibration error (ECE)',
      ({ test }) => (test?.calibration ? expectedCalibrationError(test.calibration) : null),
      percent,
    ),
    isCurvedFirst: false,
    ...ofTestSet,
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly MetricName[]; // the keys of the table
export const metricOf = (name: MetricName): Metric => metrics[name];

function threeDecimals(value: number): string {
  return value.toFixed(3);
}

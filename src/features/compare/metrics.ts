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

export interface Metric<Run = RunRecord> {
  readonly label: string;
  /** Null where a run has not been measured. */
  readonly of: (run: Run) => number | null;
  readonly format: (value: number) => string;
  readonly better: 'less' | 'more';
  /** What `of` is spaced by where it is not linear, and whether that is the first choice. */
  readonly curved: Exclude<Spacing, 'linear'>;
  readonly isCurvedFirst: boolean;
  /** The 95 % interval, where the figure is a share of images. */
  readonly interval?: (run: Run) => readonly [low: number, high: number] | null;
  /** The least error that is drawn: half an image. */
  readonly leastError?: (run: Run) => number;
  /** Read off the test set: it is shown, and chooses nothing. */
  readonly isOfTestSet?: true;
}

const cost = <Run>(
  label: string,
  of: Metric<Run>['of'],
  format: Metric['format'],
): Pick<Metric<Run>, 'label' | 'of' | 'format' | 'better' | 'curved' | 'isCurvedFirst'> => ({
  ...{ label, of, format },
  ...{ better: 'less', curved: 'log', isCurvedFirst: true },
});

/** Of a run, or of a result from elsewhere: what was read of each set. */
export interface Scored {
  readonly validation: Score | null;
  readonly test: Score | null;
}

/** Of a run, or of a result from elsewhere: what its network costs, whatever trains it. */
export interface Sized {
  readonly size: Pick<RunRecord['size'], 'parameters' | 'macs' | 'weightBytes'>;
}

type ScoreOf = (run: Scored) => Score | null;
const percent = (ratio: number) => formatPercent(ratio, 2);
const accuracyOf = (score: Score | null): number | null => score && score.correct / score.n;

const intervalOf = (score: Score | null): readonly [number, number] | null => {
  if (score === null) return null;
  const { low, high } = wilsonInterval(score.correct, score.n);
  return [low, high];
};

const accuracy = (label: string, scoreOf: ScoreOf): Metric<Scored> => ({
  label,
  of: (run) => accuracyOf(scoreOf(run)),
  format: percent,
  ...{ better: 'more', curved: 'error', isCurvedFirst: true },
  interval: (run) => intervalOf(scoreOf(run)),
  leastError: (run) => 0.5 / (scoreOf(run)?.n ?? 1),
});

const error = (label: string, scoreOf: ScoreOf): Metric<Scored> => ({
  ...cost(
    label,
    (run: Scored) => {
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

const lossGapOf = ({ training, validation }: RunRecord): number => validation.loss - training.loss;

/** Everything that runs can be compared by. */
export const metrics = {
  fileBytes: cost('file size', ({ size }: RunRecord) => size.fileBytes, formatBytes),
  deflatedBytes: cost(
    'file size, deflated',
    ({ size }: RunRecord) => size.deflatedBytes,
    formatBytes,
  ),
  weightBytes: cost('weights as float32', ({ size }: Sized) => size.weightBytes, formatBytes),
  parameters: cost('parameters', ({ size }: Sized) => size.parameters, formatCount),
  macs: cost('multiply-adds', ({ size }: Sized) => size.macs, formatCount),
  peakActivationBytes: cost(
    'peak activations',
    ({ size }: RunRecord) => size.peakActivationBytes,
    formatBytes,
  ),
  trainingBytes: cost(
    'memory in training',
    ({ size }: RunRecord) => size.trainingBytes,
    formatBytes,
  ),
  p50Ms: cost('latency p50', ({ latency }: RunRecord) => latency?.p50Ms ?? null, formatMs),
  imagesPerSecond: {
    ...cost(
      'images/s in training',
      ({ timing }: RunRecord) => timing.imagesPerSecond || null,
      formatInteger,
    ),
    better: 'more',
  },
  answeredPerSecond: {
    ...cost(
      'images/s answered, batch 256',
      ({ latency }: RunRecord) => latency?.imagesPerSecond ?? null,
      formatInteger,
    ),
    better: 'more',
  },
  trainingSeconds: cost(
    'training time',
    ({ timing }: RunRecord) => timing.trainingSeconds,
    formatSeconds,
  ),
  validationAccuracy: accuracy('validation accuracy', ofValidation),
  testAccuracy: { ...accuracy('test accuracy', ofTest), ...ofTestSet },
  validationError: error('validation error', ofValidation),
  testError: { ...error('test error', ofTest), ...ofTestSet },
  validationLoss: cost(
    'validation loss',
    ({ validation }: Scored) => validation?.loss ?? null,
    threeDecimals,
  ),
  testLoss: {
    ...cost('test loss', ({ test }: Scored) => test?.loss ?? null, threeDecimals),
    ...ofTestSet,
  },
  gap: {
    ...cost('gap, training − validation', gapOf, percent),
    isCurvedFirst: false,
  },
  lossGap: {
    ...cost('gap in loss, validation − training', lossGapOf, threeDecimals),
    isCurvedFirst: false,
  },
  calibrationError: {
    ...cost(
      'calibration error (ECE)',
      ({ test }: RunRecord) =>
        test?.calibration ? expectedCalibrationError(test.calibration) : null,
      percent,
    ),
    isCurvedFirst: false,
    ...ofTestSet,
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export const metricNames = Object.keys(metrics) as readonly MetricName[]; // the keys of the table
export const metricOf = (name: MetricName): Metric => metrics[name];

/** `48.2 KB`, `98.60 % ± 0.23`; a dash where it was not measured. */
export function measuredInWords<Run>(run: Run, metric: Metric<Run>): string {
  const value = metric.of(run);
  if (value === null || !Number.isFinite(value)) return '–';
  const interval = metric.interval?.(run);
  const half = interval ? ` ± ${(50 * (interval[1] - interval[0])).toFixed(2)}` : '';
  return `${metric.format(value)}${half}`;
}

function threeDecimals(value: number): string {
  return value.toFixed(3);
}

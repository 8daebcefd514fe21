import { type Family, familyOf } from '../../core/describe.ts';
import { isVariant } from '../../core/lineage.ts';
import { paretoFront } from '../../core/pareto.ts';
import type { RunRecord, Score } from '../../core/run.ts';
import { formatBytes, formatCount, formatMs, formatSeconds } from '../../ui/format.ts';

interface Metric {
  readonly label: string;
  /** Null where a run has not been measured. */
  readonly of: (run: RunRecord) => number | null;
  readonly format: (value: number) => string;
}

/** What a run can be compared by: all of them better when smaller. */
export const metrics = {
  fileBytes: { label: 'file size', of: ({ size }) => size.fileBytes, format: formatBytes },
  parameters: { label: 'parameters', of: ({ size }) => size.parameters, format: formatCount },
  macs: { label: 'multiply-adds', of: ({ size }) => size.macs, format: formatCount },
  p50Ms: { label: 'latency p50', of: ({ latency }) => latency?.p50Ms ?? null, format: formatMs },
  trainingSeconds: {
    label: 'training time',
    of: ({ timing }) => timing.trainingSeconds,
    format: formatSeconds,
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

export interface RunPoint {
  readonly run: RunRecord;
  /** The metric; drawn on a logarithmic axis. */
  readonly cost: number;
  /** Decades of validation error: 1 is 90 %, 2 is 99 %. */
  readonly decades: number;
  readonly family: Family;
  /** Compressed: made from its parent. */
  readonly isVariant: boolean;
}

/** Each tenfold fall of the error is one unit up. An error of 0 of n is drawn as half an image. */
export const decadesOf = ({ correct, n }: Score): number =>
  -Math.log10(Math.max(n - correct, 0.5) / n);

/** The runs that have the metric and did not diverge, cheapest first. */
export function runPoints(runs: readonly RunRecord[], metric: MetricName): readonly RunPoint[] {
  return runs
    .filter(({ status }) => status !== 'diverged')
    .flatMap((run) => {
      const cost = metrics[metric].of(run);
      if (cost === null || cost <= 0) return [];
      const family = familyOf(run.recipe.architecture);
      const decades = decadesOf(run.validation);
      return [{ run, cost, decades, family, isVariant: isVariant(run) }];
    })
    .sort((a, b) => a.cost - b.cost);
}

/** The corners of the staircase under which nothing better lies, for validation accuracy: the test set ranks nothing. */
export function frontStairs(
  points: readonly RunPoint[],
): readonly { readonly cost: number; readonly decades: number }[] {
  const front = paretoFront(points, { cost: ({ cost }) => cost, worth: ({ decades }) => decades });
  return front.flatMap(({ cost, decades }, index) => {
    const before = front[index - 1];
    return before === undefined
      ? [{ cost, decades }]
      : [
          { cost, decades: before.decades },
          { cost, decades },
        ];
  });
}

export interface Axis {
  readonly domain: readonly [least: number, most: number];
  readonly ticks: readonly number[];
}

const accuracyTicks = [0, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9999];

/** An axis before there is anything to measure: its frame, and no figures. */
const blank = (least: number, most: number): Axis => ({ domain: [least, most], ticks: [] });

/** From the mark below the worst run to the mark above the best. Ticks are decades of error. */
export function accuracyAxis(points: readonly RunPoint[]): Axis {
  if (points.length === 0) return blank(1, 2);
  const decades = points.map((point) => point.decades);
  const marks = accuracyTicks.map(decadesOfAccuracy);
  const from = Math.max(
    0,
    marks.findLastIndex((mark) => mark <= Math.min(...decades)),
  );
  const above = marks.findIndex((mark) => mark >= Math.max(...decades));
  const to = Math.max(from + 1, above === -1 ? marks.length - 1 : above);
  const ticks = marks.slice(from, to + 1);
  return { domain: [ticks[0] ?? 0, Math.max(ticks.at(-1) ?? 1, ...decades)], ticks };
}

const decadesOfAccuracy = (accuracy: number): number => -Math.log10(1 - accuracy);

/** `99.5`: percent right at so many decades of error. */
export const formatAccuracyTick = (decades: number): string =>
  String(Number((100 * (1 - 10 ** -decades)).toFixed(2)));

/** A logarithmic axis with air at both ends and at least a decade long; ticks at 1 and 3 times powers of ten. */
export function costAxis(points: readonly RunPoint[]): Axis {
  if (points.length === 0) return blank(1, 10);
  const logs = points.map(({ cost }) => Math.log10(cost));
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const air = Math.max(0.15, (1 - (most - least)) / 2);
  const [from, to] = [least - air, most + air];
  const powers = Array.from(
    { length: Math.ceil(to) - Math.floor(from) + 1 },
    (_, index) => Math.floor(from) + index,
  );
  const wanted = powers.flatMap((power) => [10 ** power, 3 * 10 ** power]);
  const within = wanted.filter((tick) => Math.log10(tick) >= from && Math.log10(tick) <= to);
  const wholeDecades = within.filter((tick) =>
    Number.isInteger(Math.round(Math.log10(tick) * 1e6) / 1e6),
  );
  return { domain: [10 ** from, 10 ** to], ticks: within.length > 6 ? wholeDecades : within };
}

/** `10 KB`, `0.3 ms`: a round figure without its trailing zeros. */
export const formatTick = (metric: MetricName, value: number): string =>
  metrics[metric]
    .format(value)
    .replace(/(\.\d*?)0+(?= )/, '$1')
    .replace(/\.(?= )/, '');

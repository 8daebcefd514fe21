import { type Family, familyOf } from '../../core/describe.ts';
import { isVariant } from '../../core/lineage.ts';
import type { OutsideResult } from '../../core/outside-results.ts';
import { paretoFront } from '../../core/pareto.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';
import { encodeLink } from '../../share/encode.ts';
import { type Axis, axisOf, placeOf } from './axis.ts';
import { type Metric, type MetricName, metricOf, type Spacing } from './metrics.ts';
import { type OutsideMark, outsideMarks } from './outside-points.ts';

/** What is set against what, and how each axis is spaced. */
export interface ChartChoice {
  readonly x: MetricName;
  readonly y: MetricName;
  readonly isXCurved: boolean;
  readonly isYCurved: boolean;
}

/** A choice of metrics, each spaced as it is read best. */
export const choiceOf = (x: MetricName, y: MetricName): ChartChoice => ({
  ...{ x, y },
  isXCurved: metricOf(x).isCurvedFirst,
  isYCurved: metricOf(y).isCurvedFirst,
});

export interface RunPoint {
  readonly run: RunRecord;
  /** In drawn units of their axes. */
  readonly x: number;
  readonly y: number;
  /** The interval of each, where it has one. */
  readonly xBar: readonly [number, number] | null;
  readonly yBar: readonly [number, number] | null;
  readonly family: Family;
  /** Compressed: made from its parent. */
  readonly isVariant: boolean;
}

/** A cross of error bars around a point in drawn units. */
export interface Bar extends Pick<RunPoint, 'x' | 'y' | 'xBar' | 'yBar'> {
  /** Of the runs that it is about. */
  readonly ids: readonly string[];
}

/** The 95 % interval of every figure that is a share of images. */
export const intervalBars = (points: readonly RunPoint[]): readonly Bar[] =>
  points.map((point) => ({ ...point, ids: [point.run.id] }));

/** Around the mean of every recipe that ran with several seeds: from the lowest to the highest. */
export function seedBars(points: readonly RunPoint[]): readonly Bar[] {
  const groups = new Map<string, RunPoint[]>();
  for (const point of points) {
    const key = seedlessLink(point.run.recipe);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()]
    .filter((group) => new Set(group.map(({ run }) => run.recipe.setup.seed)).size > 1)
    .map((group) => {
      const ids = group.map(({ run }) => run.id);
      const [xs, ys] = [group.map(({ x }) => x), group.map(({ y }) => y)];
      return { ids, x: meanOf(xs), y: meanOf(ys), xBar: rangeOf(xs), yBar: rangeOf(ys) };
    });
}

/** The same for recipes that differ by nothing but their seed. */
const seedlessLink = (recipe: Recipe): string =>
  encodeLink({ recipe: { ...recipe, setup: { ...recipe.setup, seed: 1 } } });

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const rangeOf = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;

export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** Everything that a chart of runs draws. */
export interface ChartData {
  /** Leftmost first. */
  readonly points: readonly RunPoint[];
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  /** Trained elsewhere: shown beside the runs, and never among the best of them. */
  readonly outside: readonly OutsideMark[];
  /** The corners of the staircase beyond which nothing lies; none where an axis is read off the test set, which chooses nothing. */
  readonly front: readonly Corner[];
}

const spacingOf = (name: MetricName, isCurved: boolean): Spacing =>
  isCurved ? metricOf(name).curved : 'linear';

/** The runs that have both metrics and did not diverge, and the results from elsewhere that have both. */
export function chartData(
  runs: readonly RunRecord[],
  choice: ChartChoice,
  results: readonly OutsideResult[] = [],
): ChartData {
  const [xMetric, yMetric] = [metricOf(choice.x), metricOf(choice.y)];
  const [xSpacing, ySpacing] = [
    spacingOf(choice.x, choice.isXCurved),
    spacingOf(choice.y, choice.isYCurved),
  ];
  const points = runs
    .filter(({ status }) => status !== 'diverged')
    .flatMap((run) => {
      const x = drawnOf(run, xMetric, xSpacing);
      const y = drawnOf(run, yMetric, ySpacing);
      if (x === null || y === null) return [];
      const family = familyOf(run.recipe.architecture);
      const bars = { xBar: barOf(run, xMetric, xSpacing), yBar: barOf(run, yMetric, ySpacing) };
      return [{ run, x, y, ...bars, family, isVariant: isVariant(run) }];
    })
    .sort((a, b) => a.x - b.x);
  const outside = outsideMarks(results, {
    x: { name: choice.x, spacing: xSpacing },
    y: { name: choice.y, spacing: ySpacing },
  });
  const drawn = [...points, ...outside];
  const ofX = drawn.map(({ x }) => x);
  const ofY = drawn.map(({ y }) => y);
  return {
    ...{ points, outside },
    xAxis: axisOf(ofX, xMetric, xSpacing),
    yAxis: axisOf(ofY, yMetric, ySpacing),
    front: xMetric.isOfTestSet || yMetric.isOfTestSet ? [] : frontStairs(points, xMetric, yMetric),
  };
}

const drawnOf = (run: RunRecord, metric: Metric, spacing: Spacing): number | null => {
  const value = metric.of(run);
  return value === null ? null : placeOf(value, spacing, metric.leastError?.(run));
};

function barOf(run: RunRecord, metric: Metric, spacing: Spacing): readonly [number, number] | null {
  const interval = metric.interval?.(run);
  if (!interval) return null;
  const [low, high] = interval.map((end) => placeOf(end, spacing, metric.leastError?.(run)));
  return low === null || high === null || low === undefined || high === undefined
    ? null
    : [low, high];
}

/** The corners of the staircase, along the x axis from its better end. */
function frontStairs(points: readonly RunPoint[], x: Metric, y: Metric): readonly Corner[] {
  const xSign = x.better === 'less' ? 1 : -1;
  const ySign = y.better === 'more' ? 1 : -1;
  const front = paretoFront(points, {
    cost: (point) => xSign * point.x,
    worth: (point) => ySign * point.y,
  });
  return front.flatMap((point, index) => {
    const before = front[index - 1];
    const corner = { x: point.x, y: point.y };
    if (before === undefined) return [corner];
    const isAlike = before.x === point.x && before.y === point.y;
    return isAlike ? [] : [{ x: point.x, y: before.y }, corner];
  });
}

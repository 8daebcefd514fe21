import { valueInWords } from '../../core/describe.ts';
import type { OutsidePoint } from '../../core/outside-results.ts';
import type { Recipe } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import type { SweepPlan, SweepPoint } from '../../core/sweep.ts';
import { axisName, fieldOf, valueWords } from '../../core/sweep-axis.ts';
import type { PointResult, Spread } from '../../core/sweep-results.ts';
import { formatBytes, formatCount } from '../../ui/format.ts';

/** What a chart of a sweep can stand against: a size, or the n-th axis. */
export type AcrossName = 'parameters' | 'macs' | 'fileBytes' | `axis-${number}`;

export interface Across {
  readonly name: AcrossName;
  readonly label: string;
}

interface Subject {
  readonly plan: SweepPlan;
  readonly base: Recipe;
  readonly points: readonly SweepPoint[];
  /** One a point; empty while it is planned. */
  readonly results: readonly PointResult[];
  /** What each point has come to elsewhere; absent while nothing has. */
  readonly outside?: readonly (readonly OutsidePoint[])[];
}

export const sizesOf = ({ recipe }: SweepPoint) => summarize(recipe.architecture);

/** What the chart can stand against, what tells the points apart first. */
export function acrossOptions({ plan, base, points, results }: Subject): readonly Across[] {
  const sizes: readonly Across[] = [
    { name: 'parameters', label: 'parameters' },
    { name: 'macs', label: 'multiply-adds' },
    ...(results.some(({ fileBytes }) => fileBytes !== null)
      ? [{ name: 'fileBytes', label: 'file size' } as const]
      : []),
  ];
  const axes = plan.axes.map(({ target }, axis): Across => {
    return { name: `axis-${axis}`, label: axisName(target, base).toLowerCase() };
  });
  const sizesDiffer = new Set(points.map((point) => sizesOf(point).parameters)).size > 1;
  const isOfSize = sizesDiffer && plan.axes.every(({ target }) => target.kind !== 'regulariser');
  return isOfSize ? [...sizes, ...axes] : [...axes, ...sizes];
}

/** Whether neighbours are joined: one axis, of numbers, or of choices that a size puts in order. */
export function isLine({ axes }: SweepPlan, across: AcrossName): boolean {
  const [axis] = axes;
  if (axes.length > 1 || axis === undefined) return axes.length === 0;
  if (axis.target.kind === 'regulariser') return false;
  return !across.startsWith('axis-') || axis.values.every((value) => typeof value === 'number');
}

/** A point in its place; x is null where it has none yet, spread where nothing of it is done. */
export interface ChartPoint {
  readonly x: number;
  readonly words: string;
  readonly tick: string;
  readonly spread: Spread | null;
  readonly outside: readonly OutsidePoint[];
}

/** All its bars, whatever they come from. */
export const spreadsOf = ({ spread, outside }: ChartPoint): readonly Spread[] => [
  ...(spread === null ? [] : [spread]),
  ...outside.map(({ validation }) => validation),
];

/** The points that have a place, from left to right. */
export function chartPoints(subject: Subject, across: AcrossName): readonly ChartPoint[] {
  return subject.points
    .flatMap((point, place) => {
      const result = subject.results[place];
      const at = placeOf(subject, { point, result }, across);
      const outside = subject.outside?.[place] ?? [];
      const spread = result?.validation ?? null;
      return at === null ? [] : [{ ...at, words: point.words, spread, outside }];
    })
    .sort((a, b) => a.x - b.x);
}

interface Placed {
  readonly point: SweepPoint;
  readonly result: PointResult | undefined;
}

function placeOf({ plan, base }: Subject, { point, result }: Placed, across: AcrossName) {
  if (across === 'fileBytes') {
    const bytes = result?.fileBytes ?? null;
    return bytes === null ? null : { x: bytes, tick: formatBytes(bytes) };
  }
  if (across === 'parameters' || across === 'macs') {
    const x = sizesOf(point)[across];
    return { x, tick: formatCount(x) };
  }
  const axis = Number(across.slice('axis-'.length));
  const { target, values } = plan.axes[axis] ?? {};
  const value = point.values[axis];
  if (target === undefined || value === undefined) return null;
  const field = fieldOf(target, base);
  if (field?.type === 'choice')
    return { x: (values ?? []).indexOf(value), tick: valueInWords(field, value) };
  const words = valueWords(target, value, base);
  return { x: Number(value), tick: /[\d⅛¼½¾.,]+(?: %)?(?=\D*$)/.exec(words)?.[0] ?? words };
}

/** Decades of error: 1 is 90 % right, 2 is 99 %. Each tenfold fall of the error is as high. */
export const decadesOf = (share: number): number => -Math.log10(Math.max(1 - share, 1e-4));

/** Few marks, and more of them between: those that fit. */
const fewMarks = [0, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9999];
const moreMarks = [0.3, 0.6, 0.7, 0.8, 0.85, 0.93, 0.96, 0.97, 0.985, 0.993, 0.997];
const allMarks = [...fewMarks, ...moreMarks].sort((a, b) => a - b);
const mostMarks = 7;

export interface AccuracyMark {
  readonly decades: number;
  readonly label: string;
}

/** The marks from below the lowest bar to above the highest; none before there is a bar. */
export function accuracyMarks(points: readonly ChartPoint[]): readonly AccuracyMark[] {
  const spreads = points.flatMap(spreadsOf);
  if (spreads.length === 0) return [];
  const least = Math.min(...spreads.map(({ low }) => low));
  const most = Math.max(...spreads.map(({ high }) => high));
  const all = marksAround(allMarks, least, most);
  return (all.length <= mostMarks ? all : marksAround(fewMarks, least, most)).map((share) => ({
    decades: decadesOf(share),
    label: String(Number((100 * share).toFixed(2))),
  }));
}

function marksAround(marks: readonly number[], least: number, most: number): readonly number[] {
  const from = Math.max(
    0,
    marks.findLastIndex((mark) => mark <= least),
  );
  const above = marks.findIndex((mark) => mark >= most);
  return marks.slice(from, Math.max(from + 1, above === -1 ? marks.length - 1 : above) + 1);
}

/** From here on what the points stand against spans orders of magnitude. */
const logarithmicFrom = 3;

/** Where in a width of 0–1 a value stands: by logarithm where values are far apart, with air at both ends. */
export function scaleAcross(values: readonly number[]): (value: number) => number {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isLogarithmic = least > 0 && most / least >= logarithmicFrom;
  const of = (value: number) => (isLogarithmic ? Math.log(value) : value);
  const span = of(most) - of(least);
  const air = 0.06;
  return (value) => (span === 0 ? 0.5 : air + (1 - 2 * air) * ((of(value) - of(least)) / span));
}

/** What a bar says, for a caption that says which. */
export function barsInWords(points: readonly ChartPoint[]): string {
  const joined = points.some((point) => spreadsOf(point).length > 1);
  return `${ownBarsInWords(points)}${joined ? ' A dashed line joins one point, trained here and there.' : ''}`;
}

function ownBarsInWords(points: readonly ChartPoint[]): string {
  const bars = new Set(points.flatMap(spreadsOf).map(({ bar }) => bar));
  const seeds = 'Bars: lowest to highest of the seeds, the point is their mean.';
  const wilson = 'Bars: 95 % Wilson interval of the one run that there is.';
  if (bars.has('folds'))
    return 'Accuracy on the fold that is held out. Bars: mean ± standard deviation over the folds. The folds share training images, so this is no confidence interval.';
  if (bars.size === 2) return `${seeds} Where one seed is done: its 95 % Wilson interval.`;
  if (bars.has('seeds')) return seeds;
  return bars.has('wilson') ? wilson : 'Empty points: the sizes, known before any training.';
}

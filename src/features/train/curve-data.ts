import { thin } from '../../core/stats.ts';
import { meanBefore, type StepSeries } from './shown-run.ts';

interface MeasuredPoint {
  readonly step: number;
  readonly value: number;
}

/** Columns of equal length, as uPlot takes them; null where there is nothing to draw. */
export interface CurveData {
  readonly steps: number[];
  /** Batches as they were, thinned to extremes. */
  readonly batches: (number | null)[];
  /** Mean of the last `smoothing` batches. */
  readonly training: (number | null)[];
  /** Straight between the measured points, so that the gap to training can be shaded. */
  readonly validation: (number | null)[];
  /** Positions of the points that were measured. */
  readonly measuredAt: readonly number[];
}

interface CurveOptions {
  /** Steps done before the first of the series: a continued run goes on counting. */
  readonly stepsBefore: number;
  readonly smoothing: number;
  readonly maxPoints: number;
}

/** What a chart draws of a series of any length: at most `maxPoints` of its steps, and every measured one. */
export function curveData(
  series: StepSeries,
  measured: readonly MeasuredPoint[],
  { stepsBefore, smoothing, maxPoints }: CurveOptions,
): CurveData {
  const valid = series.values.subarray(0, series.length);
  const drawn = thin(valid, maxPoints).map((index) => stepsBefore + index + 1);
  const steps = mergeSorted(
    drawn,
    measured.map(({ step }) => step),
  );
  const indexOf = (step: number) => step - stepsBefore - 1;
  const isMeasured = new Set(measured.map(({ step }) => step));
  return {
    steps,
    batches: steps.map((step) => finiteOrNull(valueAt(series, indexOf(step)))),
    training: steps.map((step) =>
      finiteOrNull(meanBefore(series, Math.min(indexOf(step) + 1, series.length), smoothing)),
    ),
    validation: interpolate(steps, measured),
    measuredAt: steps.flatMap((step, index) => (isMeasured.has(step) ? [index] : [])),
  };
}

const valueAt = ({ values, length }: StepSeries, index: number): number =>
  index < length ? (values[index] ?? Number.NaN) : Number.NaN;

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const mergeSorted = (first: readonly number[], second: readonly number[]): number[] =>
  [...new Set([...first, ...second])].sort((a, b) => a - b);

function interpolate(
  steps: readonly number[],
  points: readonly MeasuredPoint[],
): (number | null)[] {
  let next = 0;
  return steps.map((step) => {
    while ((points[next]?.step ?? Number.POSITIVE_INFINITY) < step) next++;
    const after = points[next];
    const before = points[next - 1];
    if (after === undefined) return null;
    if (after.step === step) return finiteOrNull(after.value);
    if (before === undefined) return null;
    const share = (step - before.step) / (after.step - before.step);
    return finiteOrNull(before.value + share * (after.value - before.value));
  });
}

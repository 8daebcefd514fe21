import type { Metric, Spacing } from './metrics.ts';

/** One axis in drawn units: values are placed linearly on it once `placeOf` has spaced them. */
export interface Axis {
  readonly domain: readonly [least: number, most: number];
  readonly ticks: readonly number[];
  /** What stands at a tick. */
  readonly label: (drawn: number) => string;
}

/** Where a value lies in drawn units: itself, its decimal logarithm, or its decades of error (1 is 90 %, 2 is 99 %). Null where it cannot be drawn. */
export function placeOf(value: number, spacing: Spacing, leastError = 1e-5): number | null {
  if (!Number.isFinite(value)) return null;
  if (spacing === 'linear') return value;
  if (spacing === 'log') return value > 0 ? Math.log10(value) : null;
  return -Math.log10(Math.max(1 - value, leastError));
}

/** An axis that holds every drawn value, with air at its ends. */
export function axisOf(drawn: readonly number[], metric: Metric, spacing: Spacing): Axis {
  const label = (tick: number) => tickLabel(metric, spacing, tick);
  if (drawn.length === 0) return { domain: [0, 1], ticks: [], label };
  const least = drawn.reduce((a, b) => Math.min(a, b));
  const most = drawn.reduce((a, b) => Math.max(a, b));
  if (spacing === 'error') return { ...errorAxis(least, most), label };
  if (spacing === 'log') return { ...logAxis(least, most), label };
  return { ...linearAxis(least, most), label };
}

const accuracyTicks = [0, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9999];
const errorTicks = accuracyTicks.map((accuracy) => -Math.log10(1 - accuracy));

/** From the mark below the worst to the mark above the best. */
function errorAxis(least: number, most: number): Omit<Axis, 'label'> {
  const from = Math.max(
    0,
    errorTicks.findLastIndex((mark) => mark <= least),
  );
  const above = errorTicks.findIndex((mark) => mark >= most);
  const to = Math.max(from + 1, above === -1 ? errorTicks.length - 1 : above);
  const ticks = errorTicks.slice(from, to + 1);
  return { domain: [ticks[0] ?? 0, Math.max(ticks.at(-1) ?? 1, most)], ticks };
}

/** At least a decade long; ticks at 1 and 3 times powers of ten, or at these alone where they are many. */
function logAxis(least: number, most: number): Omit<Axis, 'label'> {
  const air = Math.max(0.15, (1 - (most - least)) / 2);
  const [from, to] = [least - air, most + air];
  const powers = Array.from(
    { length: Math.ceil(to) - Math.floor(from) + 1 },
    (_, index) => Math.floor(from) + index,
  );
  const within = (ticks: readonly number[]) => ticks.filter((tick) => tick >= from && tick <= to);
  const both = within(powers.flatMap((power) => [power, power + Math.log10(3)]));
  return { domain: [from, to], ticks: both.length > 6 ? within(powers) : both };
}

const mostLinearTicks = 6;

/** Round steps of 1, 2 or 5 times a power of ten, so that both ends are ticks. */
function linearAxis(least: number, most: number): Omit<Axis, 'label'> {
  const span = most - least || Math.abs(most) || 1;
  const power = 10 ** Math.floor(Math.log10(span / mostLinearTicks));
  const steps = [1, 2, 5, 10].map((factor) => factor * power);
  const step = steps.find((size) => span / size <= mostLinearTicks) ?? 10 * power;
  const first = Math.floor(least / step);
  const last = Math.max(first + 1, Math.ceil(most / step));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { domain: [first * step, last * step], ticks };
}

/** `10 KB`, `0.3 ms`, `99.5`: a round figure without its trailing zeros. */
function tickLabel(metric: Metric, spacing: Spacing, tick: number): string {
  if (spacing === 'error') return String(Number((100 * (1 - 10 ** -tick)).toFixed(2)));
  const value = spacing === 'log' ? 10 ** tick : tick;
  return metric
    .format(value)
    .replace(/(\.\d*?)0+(?= |$)/, '$1')
    .replace(/\.(?= |$)/, '');
}

import { invariant } from './invariant.ts';

/** The standard normal's 97.5 % point. */
const z95 = 1.959963984540054;

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Wilson's 95 % interval for a share of `n` (Wilson 1927); with n = 0 nothing is known: 0 to 1. */
export function wilsonInterval(correct: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = correct / n;
  const scale = 1 + z95 ** 2 / n;
  const centre = (share + z95 ** 2 / (2 * n)) / scale;
  const halfWidth = (z95 / scale) * Math.sqrt((share * (1 - share)) / n + z95 ** 2 / (4 * n ** 2));
  return { low: Math.max(0, centre - halfWidth), high: Math.min(1, centre + halfWidth) };
}

/**
 * The `share` quantile (0.5: median) of one value or more, in any order: linear between ranks, as NumPy's default
 * (Hyndman & Fan 1996, type 7).
 */
export function percentile(values: ArrayLike<number>, share: number): number {
  invariant(values.length > 0, 'a percentile of nothing');
  const sorted = Float64Array.from(values).sort();
  const rank = Math.min(1, Math.max(0, share)) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] as number; // ranks lie within the list
  const above = sorted[Math.ceil(rank)] as number;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** How often each label got each answer: `confusion[label * classes + answer]`. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  answers: ArrayLike<number>,
  classes = 10,
): number[] {
  const confusion = Array.from({ length: classes ** 2 }, () => 0);
  for (let i = 0; i < labels.length; i++) {
    const cell = (labels[i] ?? 0) * classes + (answers[i] ?? 0);
    confusion[cell] = (confusion[cell] ?? 0) + 1;
  }
  return confusion;
}

/**
 * Exact McNemar test of two classifiers on the same examples, two-sided p: `onlyA` examples that only the first has
 * right, `onlyB` only the second (binomial with ½ over both).
 */
export function mcnemarP(onlyA: number, onlyB: number): number {
  const n = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  let logChoose = 0;
  for (let k = 1; k <= fewer; k++) logChoose += Math.log((n - fewer + k) / k);
  // P(X ≤ fewer) in units of its last and largest term, so that 2⁻ⁿ cannot underflow.
  let sum = 0;
  let term = 1;
  for (let k = fewer; k >= 0; k--) {
    sum += term;
    term *= k / (n - k + 1);
  }
  return Math.min(1, 2 * sum * Math.exp(logChoose - n * Math.LN2));
}

/**
 * Which points of a long series to draw: at most `max` places in rising order, the first, the last, and the lowest and
 * highest of each stretch between, so that no spike is lost.
 */
export function thin(values: ArrayLike<number>, max: number): number[] {
  const { length } = values;
  if (length <= max) return Array.from({ length }, (_, index) => index);
  const stretches = Math.max(1, Math.floor((max - 2) / 2));
  const kept = [0];
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * (length - 2)) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * (length - 2)) / stretches);
    kept.push(...extremes(values, from, to));
  }
  return [...kept, length - 1];
}

/** Places of the lowest and highest value in [from, to), in order; one place when they are the same. */
function extremes(values: ArrayLike<number>, from: number, to: number): number[] {
  let low = from;
  let high = from;
  for (let i = from + 1; i < to; i++) {
    if ((values[i] ?? 0) < (values[low] ?? 0)) low = i;
    if ((values[i] ?? 0) > (values[high] ?? 0)) high = i;
  }
  return low === high ? [low] : [Math.min(low, high), Math.max(low, high)];
}

const accuracySteps = [0.01, 0.02, 0.05, 0.1, 0.25];
const mostAccuracySteps = 5;
const mostEpochTicks = 11;

/** Marks up to 1 from so low that the worst of these accuracies lies in the upper quarter: what matters is near the end. */
export function accuracyTicks(ends: readonly number[]): readonly number[] {
  const range = Math.min(1, 4 * (1 - Math.min(1, ...ends)));
  const step = accuracySteps.find((one) => range <= mostAccuracySteps * one) ?? 1;
  const count = Math.max(1, Math.ceil(range / step - 1e-9)); // decimals are not exact in binary
  return Array.from({ length: count + 1 }, (_, place) => 1 - step * (count - place));
}

/** Whole epochs from 0 on, not too many. */
export function epochTicks(epochs: number): readonly number[] {
  const step = Math.max(1, Math.ceil(epochs / (mostEpochTicks - 1)));
  return Array.from({ length: Math.floor(epochs / step) + 1 }, (_, place) => step * place);
}

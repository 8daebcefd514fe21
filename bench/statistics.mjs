export function percentile(values, p) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
}

/** The middle one, or the mean of the two; null of nothing. */
export function median(values) {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** The median over turns of a / b, both of the same turn; null where no turn has both. */
export const medianRatio = (a, b) =>
  median(a.slice(0, Math.min(a.length, b.length)).map((value, turn) => value / b[turn]));

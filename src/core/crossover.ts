/** How long one product takes with all its weights, and without those that are zero. */
export interface SpeedPoint {
  /** Share of the weights that are zero, 0–1. */
  readonly sparsity: number;
  /** Microseconds an image, of the fastest block. */
  readonly denseUs: number;
  readonly sparseUs: number;
}

/**
 * The share of zeros from which on leaving them out stays faster, on a straight line between the two points around it; null
 * where it is slower to the end. Points lie in order of their sparsity.
 */
export function crossoverOf(points: readonly SpeedPoint[]): number | null {
  const last = points.findLastIndex(({ denseUs, sparseUs }) => sparseUs >= denseUs);
  const [slower, faster] = [points[last], points[last + 1]];
  if (faster === undefined) return null;
  if (slower === undefined) return faster.sparsity;
  const [above, below] = [slower, faster].map(({ denseUs, sparseUs }) =>
    Math.log(sparseUs / denseUs),
  ) as [number, number]; // as many as points
  return slower.sparsity + ((faster.sparsity - slower.sparsity) * above) / (above - below);
}

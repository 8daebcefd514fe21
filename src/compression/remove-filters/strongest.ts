interface Filters {
  /** How many there are: the kernel's last axis. */
  readonly width: number;
  /** Each of these consecutive groups of filters loses as many, so that they stay alike. */
  readonly groups: number;
  /** The share that goes; one filter of a group always stays. */
  readonly fraction: number;
}

/** Places of the filters with the largest L1 norm (Li et al. 2017), in rising order; of equal ones the first. */
export function strongest(
  kernel: Float32Array,
  { width, groups, fraction }: Filters,
): readonly number[] {
  const norms = new Float64Array(width);
  for (let i = 0; i < kernel.length; i++)
    norms[i % width] = (norms[i % width] ?? 0) + Math.abs(kernel[i] ?? 0);
  const size = width / groups;
  const count = Math.max(1, Math.round(size * (1 - fraction)));
  return Array.from({ length: groups }, (_, group) =>
    Array.from({ length: size }, (_, place) => group * size + place)
      .sort((a, b) => (norms[b] ?? 0) - (norms[a] ?? 0) || a - b)
      .slice(0, count)
      .sort((a, b) => a - b),
  ).flat();
}

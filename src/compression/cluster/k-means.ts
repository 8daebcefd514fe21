/** A code book, and for each value the place of its nearest centroid. */
export interface Clusters {
  readonly codebook: Float32Array;
  readonly indices: Uint8Array;
}

/** The rounds stop when nothing moves, and after so many. */
const mostRounds = 100;

/**
 * k-means on a line (Lloyd), from centroids spread evenly between the extremes ("linear", Han et al. 2016). A centroid
 * without members stays where it is. With `keepsZeros` one centroid is 0 for good and its members are the zeros and what is
 * nearest to it.
 */
export function cluster(
  values: Float32Array,
  { clusters, keepsZeros }: { readonly clusters: number; readonly keepsZeros: boolean },
): Clusters {
  let codebook = spread(values, clusters);
  const pinned = keepsZeros ? nearest(codebook, 0) : -1;
  if (pinned >= 0) codebook[pinned] = 0;
  let indices = assign(values, codebook);
  for (let round = 0; round < mostRounds; round++) {
    codebook = means(values, { codebook, indices }, pinned);
    const next = assign(values, codebook);
    const isSteady = next.every((index, i) => index === indices[i]);
    indices = next;
    if (isSteady) break;
  }
  return { codebook, indices };
}

function spread(values: Float32Array, clusters: number): Float32Array {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return Float32Array.from(
    { length: clusters },
    (_, i) => low + ((high - low) * i) / Math.max(1, clusters - 1),
  );
}

/** The place of the centroid nearest to a value; they rise, and the first of equals is taken. */
function nearest(codebook: Float32Array, value: number): number {
  let first = 0;
  let end = codebook.length;
  // The first centroid that is not below the value, then the nearer of it and the one before.
  while (first < end) {
    const middle = (first + end) >> 1;
    if ((codebook[middle] ?? 0) < value) first = middle + 1;
    else end = middle;
  }
  if (first === 0) return 0;
  if (first === codebook.length) return first - 1;
  const above = (codebook[first] ?? 0) - value;
  return above < value - (codebook[first - 1] ?? 0) ? first : first - 1;
}

/** The nearest centroid of each value. */
export const assign = (values: Float32Array, codebook: Float32Array): Uint8Array =>
  Uint8Array.from(values, (value) => nearest(codebook, value));

/** The mean of each centroid's members: in order of place, in double precision. */
export function means(
  values: Float32Array,
  { codebook, indices }: Clusters,
  pinned: number,
): Float32Array {
  const sums = new Float64Array(codebook.length);
  const counts = new Float64Array(codebook.length);
  indices.forEach((index, i) => {
    sums[index] = (sums[index] ?? 0) + (values[i] ?? 0);
    counts[index] = (counts[index] ?? 0) + 1;
  });
  return codebook.map((centroid, place) => {
    const count = counts[place] ?? 0;
    return count === 0 || place === pinned ? centroid : (sums[place] ?? 0) / count;
  });
}

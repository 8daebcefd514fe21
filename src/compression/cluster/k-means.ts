/** A code book, and for each value the place of its nearest centroid. */
export interface Clusters {
  readonly codebook: Float32Array;
  readonly indices: Uint8Array;
}

/** The rounds stop when nothing moves, and after so many. */
const mostRounds = 300;

/**
 * k-means on a line (Lloyd), from centroids spread evenly between the extremes ("linear", Han et al. 2016). A centroid
 * without members stays where it is. With `keepsZeros` one centroid is 0 for good and its members are the zeros and what is
 * nearest to it.
 */
export function cluster(
  values: Float32Array,
  { clusters, keepsZeros }: { readonly clusters: number; readonly keepsZeros: boolean },
): Clusters {
  const sorted = values.slice().sort();
  const sums = runningSums(sorted);
  let codebook = spread(sorted, clusters);
  const pinned = keepsZeros ? nearest(codebook, 0) : -1;
  if (pinned >= 0) codebook[pinned] = 0;
  let starts = startsOf(sorted, codebook);
  for (let round = 0; round < mostRounds; round++) {
    codebook = codebook.map((centroid, place) => {
      const [from = 0, to = 0] = starts.subarray(place, place + 2);
      if (from === to || place === pinned) return centroid;
      return ((sums[to] ?? 0) - (sums[from] ?? 0)) / (to - from);
    });
    const next = startsOf(sorted, codebook);
    const isSteady = next.every((start, place) => start === starts[place]);
    starts = next;
    if (isSteady) break;
  }
  return { codebook, indices: Uint8Array.from(values, (value) => nearest(codebook, value)) };
}

/** Of the first 0, 1, … values, in double precision. */
function runningSums(sorted: Float32Array): Float64Array {
  const sums = new Float64Array(sorted.length + 1);
  for (let i = 0; i < sorted.length; i++) sums[i + 1] = (sums[i] ?? 0) + (sorted[i] ?? 0);
  return sums;
}

/** Where the members of each centroid begin among the sorted values, and where those of the last end. */
function startsOf(sorted: Float32Array, codebook: Float32Array): Uint32Array {
  const starts = new Uint32Array(codebook.length + 1);
  for (let place = 1; place < codebook.length; place++) {
    const middle = ((codebook[place - 1] ?? 0) + (codebook[place] ?? 0)) / 2;
    starts[place] = countUntil(sorted.length, (i) => (sorted[i] ?? 0) > middle);
  }
  starts[codebook.length] = sorted.length;
  return starts;
}

/** How many places come before the first that is beyond, where all after it are as well. */
function countUntil(count: number, isBeyond: (place: number) => boolean): number {
  let first = 0;
  let end = count;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (isBeyond(middle)) end = middle;
    else first = middle + 1;
  }
  return first;
}

const spread = (sorted: Float32Array, clusters: number): Float32Array => {
  const low = sorted[0] ?? 0;
  const high = sorted.at(-1) ?? 0;
  return Float32Array.from(
    { length: clusters },
    (_, i) => low + ((high - low) * i) / (clusters - 1),
  );
};

/** The place of the centroid nearest to a value; they rise, and the first of equals is taken. */
function nearest(codebook: Float32Array, value: number): number {
  const place = countUntil(codebook.length, (i) => (codebook[i] ?? 0) >= value);
  if (place === 0) return 0;
  const below = value - (codebook[place - 1] ?? 0);
  return place < codebook.length && (codebook[place] ?? 0) - value < below ? place : place - 1;
}

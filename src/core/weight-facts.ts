import type { WeightSpec } from './layer.ts';
import type { Shape } from './shape.ts';
import { type Survivors, survivorsOf, zerosIn } from './sparsity.ts';

/** Counts of values between two ends, in bins of equal width. */
export interface Histogram {
  readonly low: number;
  readonly high: number;
  /** Exact zeros apart: a pruned tensor's would be the only bar to be seen. */
  readonly counts: readonly number[];
}

/** A kernel matrix as a picture, row by row: inputs from top to bottom, outputs from left to right. */
export interface WeightPicture {
  readonly width: number;
  readonly height: number;
  /**
   * 0: nothing but exact zeros there. Else the largest weight of the place by magnitude: 128 for none, 1 and 255 for
   * −largest and +largest.
   */
  readonly levels: Uint8Array;
  /** The magnitude that 1 and 255 stand for. */
  readonly largest: number;
}

/** What a weight tensor looks like, as it is stored (codes by what they stand for). */
export interface TensorFacts {
  readonly layerIndex: number;
  /** Keras' name of the layer, and of the tensor in it: `dense_1`, `kernel`. */
  readonly layerName: string;
  readonly name: string;
  readonly shape: Shape;
  /** Whether pruning may touch it. */
  readonly prunable: boolean;
  readonly count: number;
  readonly zeros: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly histogram: Histogram;
  /** Of a prunable tensor. */
  readonly survivors: Survivors | null;
  /** Of a kernel, where it was asked for. */
  readonly picture: WeightPicture | null;
}

type Place = Pick<TensorFacts, 'layerIndex' | 'layerName'>;

const bins = 64;
const largestSide = 256;

export function factsOf(
  spec: WeightSpec,
  values: Float32Array,
  { picture, ...place }: Place & { readonly picture: boolean },
): TensorFacts {
  const { name, shape, prunable } = spec;
  const { min, max, mean } = rangeOf(values);
  return {
    ...{ ...place, name, shape, prunable, count: values.length, zeros: zerosIn(values) },
    ...{ min, max, mean },
    histogram: histogramOf(values, { low: min, high: max }),
    survivors: prunable ? survivorsOf(spec, values) : null,
    picture: picture && shape.length > 1 ? pictureOf(values, shape.at(-1) ?? 1) : null,
  };
}

function rangeOf(values: Float32Array) {
  let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const value of values) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  return { min, max, mean: sum / values.length };
}

/** Counts of what is neither zero nor no number; the last bin includes its upper end. */
export function histogramOf(
  values: Float32Array,
  { low, high }: { readonly low: number; readonly high: number },
): Histogram {
  const counts = new Array<number>(bins).fill(0);
  const scale = high > low ? bins / (high - low) : 0;
  for (const value of values) {
    if (value === 0 || !Number.isFinite(value)) continue;
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((value - low) * scale)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { low, high, counts };
}

/** The matrix [all other axes][last axis], each place of the picture the largest weight of its block. */
export function pictureOf(values: Float32Array, columns: number): WeightPicture {
  const rows = values.length / columns;
  const width = Math.min(largestSide, columns);
  const height = Math.min(largestSide, rows);
  const extremes = new Float32Array(width * height);
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    const y = Math.floor((Math.floor(i / columns) * height) / rows);
    const place = y * width + Math.floor(((i % columns) * width) / columns);
    if (Math.abs(value) > Math.abs(extremes[place] ?? 0)) extremes[place] = value;
    largest = Math.max(largest, Math.abs(value));
  }
  const levels = Uint8Array.from(extremes, (value) =>
    value === 0 ? 0 : 128 + Math.round((127 * value) / largest),
  );
  return { width, height, levels, largest };
}

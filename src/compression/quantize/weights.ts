import { isKernel, type WeightSpec } from '../../core/layer.ts';
import { sizeOf } from '../../core/shape.ts';
import type { StoredTensor } from '../../core/stored-model.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';

export type Bits = TechniqueParams<'quantize'>['bits'];
export type Granularity = TechniqueParams<'quantize'>['granularity'];
export type IntegerTensor = Extract<StoredTensor, { type: 'integer' }>;

/** Output channels of a kernel: its last axis; of a depthwise kernel the last two, channel and multiplier. */
export function channelsOf({ name, shape }: Pick<WeightSpec, 'name' | 'shape'>): number {
  const axes = name.endsWith('depthwise_kernel') ? 2 : 1;
  return sizeOf(shape.slice(-axes));
}

/** How many scales a tensor gets; 0 for one that stays a float. */
export function scalesOf(spec: WeightSpec, granularity: Granularity): number {
  if (!isKernel(spec)) return 0;
  return granularity === 'tensor' ? 1 : channelsOf(spec);
}

/** Largest code of a symmetric range: 127 for 8 bits, 7 for 4, 1 for 2. */
const largestCode = (bits: number): number => 2 ** (bits - 1) - 1;

/**
 * Weights as symmetric codes: value i belongs to scale i mod `scales`. Of 2 to 8 bits the largest weight becomes the
 * largest code. Ternary: 0 within 0.7 of the mean |w|, else the mean of what is beyond (Li & Liu 2016). Binary: the sign,
 * times the mean |w| (Rastegari et al. 2016).
 * @param codes where they are written: training at the precision gives the same after every step
 */
export function quantizeWeights(
  values: Float32Array,
  { bits, scales }: { readonly bits: Bits; readonly scales: number },
  codes = new Int8Array(values.length),
): IntegerTensor {
  if (bits === 'binary') return toSigns(values, scales, codes);
  if (bits === 'ternary') return toThree(values, scales, codes);
  return quantizeByLargest(values, largestOf(values, scales), { bits: Number(bits), codes });
}

function toSigns(values: Float32Array, scales: number, codes: Int8Array): IntegerTensor {
  for (let i = 0; i < codes.length; i++) codes[i] = (values[i] as number) < 0 ? -1 : 1; // below length
  const means = meansBeyond(values, new Float32Array(scales));
  return { type: 'integer', bits: 1, values: codes, scales: means };
}

function toThree(values: Float32Array, scales: number, codes: Int8Array): IntegerTensor {
  const thresholds = meansBeyond(values, new Float32Array(scales)).map((mean) => 0.7 * mean);
  for (let first = 0; first < codes.length; first += scales)
    for (let c = 0; c < scales && first + c < codes.length; c++) {
      const value = values[first + c] as number; // below length
      const isBeyond = Math.abs(value) > (thresholds[c] as number);
      codes[first + c] = isBeyond ? Math.sign(value) : 0;
    }
  return { type: 'integer', bits: 2, values: codes, scales: meansBeyond(values, thresholds) };
}

/** Weights below are 0: their scale would be no normal float32. */
const leastWeight = 1e-30;

/** max |w| of each scale's weights; where all of them are 0 that of the others. */
export function largestOf(values: Float32Array, scales: number): Float32Array {
  const largest = new Float32Array(scales);
  for (let first = 0; first < values.length; first += scales)
    for (let c = 0; c < scales && first + c < values.length; c++) {
      const size = Math.abs(values[first + c] as number); // below length
      if (size > (largest[c] as number)) largest[c] = size;
    }
  const most = Math.max(...largest);
  const spare = most > leastWeight ? most : 1;
  return largest.map((value) => (value > leastWeight ? value : spare));
}

/** Codes that take `largest` to the largest code, as TFLite's converter computes them in float32. */
export function quantizeByLargest(
  values: Float32Array,
  largest: Float32Array,
  { bits, codes }: { readonly bits: number; readonly codes: Int8Array },
): IntegerTensor {
  const limit = largestCode(bits);
  const inverses = largest.map((value) => limit / value);
  const scales = inverses.length;
  const signs = new Int32Array(values.buffer, values.byteOffset, values.length);
  // Without a branch on the sign, which no processor can foretell: training at the precision comes here after every step.
  for (let i = 0, c = 0; i < codes.length; i++) {
    const scaled = Math.fround((values[i] as number) * (inverses[c] as number)); // all below length
    const sign = (signs[i] as number) >> 31;
    // Halves away from 0: a float32 and ½ add up exactly.
    codes[i] = ((Math.abs(scaled) + 0.5) ^ sign) - sign;
    if (++c === scales) c = 0;
  }
  return { type: 'integer', bits, values: codes, scales: largest.map((value) => value / limit) };
}

/** Of each scale's weights whose size is beyond its threshold, the mean size; 1 where there is none. */
function meansBeyond(values: Float32Array, thresholds: Float32Array): Float32Array {
  const scales = thresholds.length;
  const sums = new Float64Array(scales);
  const counts = new Float64Array(scales);
  for (let first = 0; first < values.length; first += scales)
    for (let c = 0; c < scales && first + c < values.length; c++) {
      const size = Math.abs(values[first + c] as number); // below length
      if (size <= (thresholds[c] as number)) continue;
      sums[c] = (sums[c] as number) + size;
      counts[c] = (counts[c] as number) + 1;
    }
  return Float32Array.from(sums, (sum, c) => (counts[c] ? sum / counts[c] : 1));
}

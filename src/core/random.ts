/**
 * Counter-based random numbers: value number `counter` of a stream is a pure function of (seed, stream, counter), so any
 * part can be computed alone, in any order, on any thread. Integer arithmetic only, and float operations that IEEE 754
 * rounds exactly: the same bits in every JavaScript engine and in the kernels (kernels/random.ts repeats `hash32`).
 */

/** What a stream is for; streams of one seed are independent. Layer or epoch numbers are added to the base. */
export const streams = {
  /** + index of the weight tensor's layer × 16 + place in the layer. */
  init: 0x0000_0000,
  /** + epoch. */
  shuffle: 0x1000_0000,
  /** + index of the dropout layer in the architecture. */
  dropout: 0x2000_0000,
  data: 0x3000_0000,
  /** + index of the noise layer in the architecture. */
  noise: 0x4000_0000,
  /** + epoch. */
  augment: 0x5000_0000,
  /** + axis of a random sweep. */
  sweep: 0x6000_0000,
  /** + class. */
  folds: 0x7000_0000,
  labels: 0x8000_0000,
} as const;

const golden = 0x9e3779b9;

/** Chris Wellons' `lowbias32` finalizer: a bijection of 32 bits with nearly no bias. */
function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** 32 random bits: mix(mix(mix(seed + φ) ^ stream) + φ·counter), φ = 2³²/golden ratio, all modulo 2³². */
export function hash32(seed: number, stream: number, counter: number): number {
  const key = mix32(mix32(seed + golden) ^ stream);
  return mix32(mix32(key + Math.imul(counter, golden)) ^ key);
}

/** Uniform in [0, 1), a multiple of 2⁻²⁴: exact in float32. */
export const uniform = (seed: number, stream: number, counter: number): number =>
  (hash32(seed, stream, counter) >>> 8) / 0x1000000;

/** An integer in [0, bound) from 32 random bits: the high half of their product (Lemire); bias below bound/2³². */
export const boundedInt = (bits: number, bound: number): number =>
  Math.floor((bits / 0x100000000) * bound);

/** A random order of 0…n−1 (Fisher–Yates). */
export function permutation(n: number, seed: number, stream: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const chosen = boundedInt(hash32(seed, stream, last), last + 1);
    const value = order[last] as number; // last and chosen are below n
    order[last] = order[chosen] as number;
    order[chosen] = value;
  }
  return order;
}

/** Of a random layer's numbers, one. */
interface Draw {
  /** The layer's place in the architecture. */
  readonly layerIndex: number;
  /** The optimizer step, from 0. */
  readonly step: number;
  /** Counted within the batch: row × numbers of a row + place in it. */
  readonly element: number;
}

/** Whether dropout keeps an element; spatial dropout's rows have one number a channel. */
export function dropoutKeep(
  seed: number,
  { layerIndex, step, element }: Draw,
  rate: number,
): boolean {
  const stepSeed = hash32(seed, streams.dropout + layerIndex, step);
  return uniform(stepSeed, streams.dropout, element) >= Math.fround(rate);
}

/** What one unit of a sum of twelve bytes is worth when the sum's deviation is to be `deviation`; a float32. */
export const gaussianUnit = (deviation: number): number =>
  Math.fround(deviation / Math.sqrt(65_535)); // a byte's variance is (256² − 1) / 12

/**
 * Gaussian noise of mean 0 on an element, a float32: the sum of twelve random bytes less its mean. Its moments are a
 * normal's but for the fourth (2.9 for 3), no value is beyond six deviations, and it needs neither logarithm nor cosine.
 */
export function gaussian(
  seed: number,
  { layerIndex, step, element }: Draw,
  deviation: number,
): number {
  const stepSeed = hash32(seed, streams.noise + layerIndex, step);
  let sum = -1530;
  for (let draw = 0; draw < 3; draw++) {
    const bits = hash32(stepSeed, streams.noise, element * 3 + draw);
    sum += (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  }
  return Math.fround(sum * gaussianUnit(deviation));
}

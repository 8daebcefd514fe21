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

/**
 * Whether dropout keeps an element: `element` counts within the batch (row × size of the layer + place in it), `step` is
 * the optimizer step from 0, `layerIndex` the layer's place in the architecture.
 */
export function dropoutKeep(
  seed: number,
  { layerIndex, step, element }: { layerIndex: number; step: number; element: number },
  rate: number,
): boolean {
  const stepSeed = hash32(seed, streams.dropout + layerIndex, step);
  return uniform(stepSeed, streams.dropout, element) >= Math.fround(rate);
}

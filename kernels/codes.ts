/**
 * Sums and rescaling of whole numbers, for kernels/int8-products.ts and kernels/hybrid.ts. Codes of 8 bits are kept as 16, less
 * their zero point, so that a border of zeros is a border of zero points and `i32x4.dot_i16x8_s` does eight
 * multiply-adds at once. Tiles are 4 rows by 8 columns; a panel holds [pair of k][8 columns][2].
 */

/** What follows the 8 biases of a panel's channels, each 8 int32: see `requantize`. */
export const FACTOR_BYTES: usize = 160;

/**
 * sums = bias + row · column for 4 rows and 8 columns, 8 vectors. Each segment is a run of `pairs` pairs at its offset in
 * each row.
 */
export function sumTile(
  row0: usize,
  row1: usize,
  row2: usize,
  row3: usize,
  segments: usize,
  segmentsEnd: usize,
  pairBytes: usize,
  panel: usize,
  bias: usize,
  sums: usize,
): void {
  let c00 = v128.load(bias);
  let c01 = v128.load(bias, 16);
  let c10 = c00;
  let c11 = c01;
  let c20 = c00;
  let c21 = c01;
  let c30 = c00;
  let c31 = c01;
  for (let segment = segments; segment < segmentsEnd; segment += 4) {
    const start = <usize>load<u32>(segment);
    const end = start + pairBytes;
    for (let k = start; k < end; k += 4) {
      const w0 = v128.load(panel);
      const w1 = v128.load(panel, 16);
      panel += 32;
      let a = v128.load32_splat(row0 + k);
      c00 = i32x4.add(c00, i32x4.dot_i16x8_s(a, w0));
      c01 = i32x4.add(c01, i32x4.dot_i16x8_s(a, w1));
      a = v128.load32_splat(row1 + k);
      c10 = i32x4.add(c10, i32x4.dot_i16x8_s(a, w0));
      c11 = i32x4.add(c11, i32x4.dot_i16x8_s(a, w1));
      a = v128.load32_splat(row2 + k);
      c20 = i32x4.add(c20, i32x4.dot_i16x8_s(a, w0));
      c21 = i32x4.add(c21, i32x4.dot_i16x8_s(a, w1));
      a = v128.load32_splat(row3 + k);
      c30 = i32x4.add(c30, i32x4.dot_i16x8_s(a, w0));
      c31 = i32x4.add(c31, i32x4.dot_i16x8_s(a, w1));
    }
  }
  v128.store(sums, c00);
  v128.store(sums, c01, 16);
  v128.store(sums, c10, 32);
  v128.store(sums, c11, 48);
  v128.store(sums, c20, 64);
  v128.store(sums, c21, 80);
  v128.store(sums, c30, 96);
  v128.store(sums, c31, 112);
}

/** The same for one row: an answer to a single image has no more. */
export function sumRow(
  row: usize,
  segments: usize,
  segmentsEnd: usize,
  pairBytes: usize,
  panel: usize,
  bias: usize,
  sums: usize,
): void {
  let c0 = v128.load(bias);
  let c1 = v128.load(bias, 16);
  for (let segment = segments; segment < segmentsEnd; segment += 4) {
    const start = <usize>load<u32>(segment);
    const end = start + pairBytes;
    for (let k = start; k < end; k += 4) {
      const a = v128.load32_splat(row + k);
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(a, v128.load(panel)));
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(a, v128.load(panel, 16)));
      panel += 32;
    }
  }
  v128.store(sums, c0);
  v128.store(sums, c1, 16);
}

/**
 * sum · factor for four channels: TFLite's `MultiplyByQuantizedMultiplier` with its two roundings. `factors` are four
 * channels of [left][multiplier][right][mask], 32 bytes apart: the sum is shifted left by a product with `left`; then
 * (sum · multiplier + 2³⁰) / 2³¹; then a shift right by e with halves away from zero, as a product with 2^(30 − e). `mask` is −1
 * where e > 0: a negative number is one less before its half is added.
 */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function requantize(sum: v128, factors: usize): v128 {
  const shifted = i32x4.mul(sum, v128.load(factors));
  const high = timesHigh(shifted, v128.load(factors, 32), i64x2.splat(1 << 30), 1);
  const isNegative = v128.and(i32x4.shr_s(high, 31), v128.load(factors, 96));
  const lowered = i32x4.add(high, isNegative);
  return timesHigh(lowered, v128.load(factors, 64), i64x2.splat(1 << 29), 2);
}

/** (a · b + half) / 2^(32 − bits). The quotient fits 32 bits: they are the high ones after a shift left. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function timesHigh(a: v128, b: v128, half: v128, bits: i32): v128 {
  const low = i64x2.shl(i64x2.add(i64x2.extmul_low_i32x4_s(a, b), half), bits);
  const high = i64x2.shl(i64x2.add(i64x2.extmul_high_i32x4_s(a, b), half), bits);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** Eight sums as codes between two bounds, to the first `valid` places of a row. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function storeCodes(
  sum0: v128,
  sum1: v128,
  factors: usize,
  target: usize,
  low: v128,
  high: v128,
  valid: i32,
): void {
  const codes = i16x8.narrow_i32x4_s(
    requantize(sum0, factors + 32),
    requantize(sum1, factors + 48),
  );
  storeShorts(target, i16x8.min_s(i16x8.max_s(codes, low), high), valid);
}

/** The first `count` of eight; all when it is 8 or more. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function storeShorts(target: usize, lanes: v128, count: i32): void {
  if (count >= 8) v128.store(target, lanes);
  else storeFewShorts(target, lanes, count);
}

function storeFewShorts(target: usize, lanes: v128, count: i32): void {
  if (count & 4) {
    v128.store64_lane(target, lanes, 0);
    lanes = v128.shuffle<i64>(lanes, lanes, 1, 1);
    target += 8;
  }
  if (count & 2) {
    v128.store32_lane(target, lanes, 0);
    lanes = v128.shuffle<i32>(lanes, lanes, 1, 1, 1, 1);
    target += 4;
  }
  if (count & 1) v128.store16_lane(target, lanes, 0);
}

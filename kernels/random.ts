/** The counter-based random numbers of core/random.ts, four at once and bit for bit. */

const GOLDEN: u32 = 0x9e3779b9;

/** As `mix32`. */
function mix4(value: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/** The part of `hash32` that depends on seed and stream alone. */
export function streamKeys(seed: u32, stream: u32): v128 {
  return mix4(v128.xor(mix4(i32x4.splat(<i32>(seed + GOLDEN))), i32x4.splat(<i32>stream)));
}

/** `hash32` of four counters. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function hash4(keys: v128, counters: v128): v128 {
  return mix4(v128.xor(mix4(i32x4.add(keys, i32x4.mul(counters, i32x4.splat(<i32>GOLDEN)))), keys));
}

/** `uniform` of four counters. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function uniform4(keys: v128, counters: v128): v128 {
  return f32x4.mul(
    f32x4.convert_i32x4_u(i32x4.shr_u(hash4(keys, counters), 8)),
    f32x4.splat(5.9604644775390625e-8), // 2⁻²⁴
  );
}

/** `gaussian` of four elements from their numbers, before it is scaled: the sum of twelve bytes, less its mean. */
export function bytesNormal4(keys: v128, elements: v128): v128 {
  const first = i32x4.mul(elements, i32x4.splat(3));
  let sum = byteSum4(hash4(keys, first));
  sum = i32x4.add(sum, byteSum4(hash4(keys, i32x4.add(first, i32x4.splat(1)))));
  sum = i32x4.add(sum, byteSum4(hash4(keys, i32x4.add(first, i32x4.splat(2)))));
  return f32x4.convert_i32x4_s(i32x4.sub(sum, i32x4.splat(1530)));
}

/** The four bytes of each lane, added. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function byteSum4(bits: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bits));
}

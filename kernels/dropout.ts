/** Inverted dropout whose mask is a pure function of a seed and an element's number: nothing is stored for backward. */
import { loadLanes, storeLanes } from './lanes';

const GOLDEN: u32 = 0x9e3779b9;

/** As `mix32` of core/random.ts. */
function mix4(value: v128): v128 {
  let x = value;
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(x, i32x4.shr_u(x, 16));
}

/**
 * y[i] = keep(first + i) ? x[i] · scale : 0; keep means hash32's top 24 bits of the element reach `rate`, as in
 * `dropoutKeep` of core/random.ts. x and y may be the same.
 */
export function dropout(
  x: usize,
  y: usize,
  count: i32,
  first: u32,
  seed: u32,
  stream: u32,
  rate: f32,
  scale: f32,
): void {
  const golden = i32x4.splat(<i32>GOLDEN);
  const keys = mix4(v128.xor(mix4(i32x4.splat(<i32>(seed + GOLDEN))), i32x4.splat(<i32>stream)));
  for (let i = 0; i < count; i += 4) {
    const element = <i32>(first + <u32>i);
    const counter = i32x4.add(i32x4.splat(element), i32x4(0, 1, 2, 3));
    const bits = mix4(v128.xor(mix4(i32x4.add(keys, i32x4.mul(counter, golden))), keys));
    const uniform = f32x4.mul(
      f32x4.convert_i32x4_u(i32x4.shr_u(bits, 8)),
      f32x4.splat(5.9604644775390625e-8), // 2⁻²⁴
    );
    const kept = f32x4.ge(uniform, f32x4.splat(rate));
    const value = f32x4.mul(loadLanes(x + i * 4, count - i), f32x4.splat(scale));
    storeLanes(y + i * 4, v128.and(value, kept), count - i);
  }
}

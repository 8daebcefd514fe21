/**
 * Random layers of training, whose numbers are a pure function of a seed and an element's number: nothing is stored for
 * backward.
 */
import { loadLanes, storeLanes } from './lanes';
import { bytesNormal4, streamKeys, uniform4 } from './random';

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
  const keys = streamKeys(seed, stream);
  for (let i = 0; i < count; i += 4) {
    const kept = keep4(keys, first + <u32>i, rate);
    const value = f32x4.mul(loadLanes(x + i * 4, count - i), f32x4.splat(scale));
    storeLanes(y + i * 4, v128.and(value, kept), count - i);
  }
}

/**
 * y[image][position][c] = keep(first + image · channels + c) ? x[…] · scale : 0: whole channels. x and y may be the same.
 */
export function dropoutChannels(
  x: usize,
  y: usize,
  images: i32,
  positions: i32,
  channels: i32,
  first: u32,
  seed: u32,
  stream: u32,
  rate: f32,
  scale: f32,
): void {
  const keys = streamKeys(seed, stream);
  for (let i = 0; i < images; i++) {
    const image = <usize>(i * positions * channels * 4);
    for (let c = 0; c < channels; c += 4) {
      const kept = keep4(keys, first + <u32>(i * channels + c), rate);
      let place = image + <usize>(c * 4);
      for (let p = 0; p < positions; p++) {
        const value = f32x4.mul(loadLanes(x + place, channels - c), f32x4.splat(scale));
        storeLanes(y + place, v128.and(value, kept), channels - c);
        place += <usize>(channels * 4);
      }
    }
  }
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function keep4(keys: v128, first: u32, rate: f32): v128 {
  const counters = i32x4.add(i32x4.splat(<i32>first), i32x4(0, 1, 2, 3));
  return f32x4.ge(uniform4(keys, counters), f32x4.splat(rate));
}

/** y[i] = x[i] + gaussian(first + i), as `gaussian` of core/random.ts has it; `unit` is its `gaussianUnit`. */
export function addGaussianNoise(
  x: usize,
  y: usize,
  count: i32,
  first: u32,
  seed: u32,
  stream: u32,
  unit: f32,
): void {
  const keys = streamKeys(seed, stream);
  for (let i = 0; i < count; i += 4) {
    const elements = i32x4.add(i32x4.splat(<i32>(first + <u32>i)), i32x4(0, 1, 2, 3));
    const noise = f32x4.mul(bytesNormal4(keys, elements), f32x4.splat(unit));
    storeLanes(y + i * 4, f32x4.add(loadLanes(x + i * 4, count - i), noise), count - i);
  }
}

/** Whole numbers in and out, pooled, mapped and added: codes as in codes.ts, by TFLite's specification. */
import { storeShorts } from './codes';

/** Grey levels as codes; without a table a level is its own code. */
export function quantizePixels(source: usize, table: usize, target: usize, count: i32): void {
  let i = 0;
  if (table == 0) {
    for (; i + 16 <= count; i += 16) {
      const levels = v128.load(source + i);
      v128.store(target + i * 2, i16x8.extend_low_i8x16_u(levels));
      v128.store(target + i * 2, i16x8.extend_high_i8x16_u(levels), 16);
    }
    for (; i < count; i++) store<i16>(target + i * 2, load<u8>(source + i));
    return;
  }
  for (; i < count; i++)
    store<i16>(target + i * 2, load<i16>(table + <usize>load<u8>(source + i) * 2));
}

/** The largest code of each window, or (`isMean`) TFLite's mean: of codes with their zero point, halves away from 0. */
export function poolCodes(
  x: usize,
  y: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
  isMean: i32,
  zeroPoint: i32,
): void {
  for (let i = 0; i < images; i++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const y0 = oy * stride - top;
        const x0 = ox * stride - left;
        const fromY = max(0, y0);
        const toY = min(y0 + size, height);
        const fromX = max(0, x0);
        const toX = min(x0 + size, width);
        for (let c = 0; c < channels; c += 8) {
          let best = i16x8.splat(-32768);
          let sum0 = i32x4.splat(0);
          let sum1 = i32x4.splat(0);
          for (let py = fromY; py < toY; py++) {
            for (let px = fromX; px < toX; px++) {
              const codes = v128.load(x + ((py * width + px) * channels + c) * 2);
              best = i16x8.max_s(best, codes);
              sum0 = i32x4.add(sum0, i32x4.extend_low_i16x8_s(codes));
              sum1 = i32x4.add(sum1, i32x4.extend_high_i16x8_s(codes));
            }
          }
          const count = (toY - fromY) * (toX - fromX);
          const value = isMean
            ? i16x8.narrow_i32x4_s(meanOf(sum0, count, zeroPoint), meanOf(sum1, count, zeroPoint))
            : best;
          storeShorts(y + c * 2, value, channels - c);
        }
        y += channels * 2;
      }
    }
    x += height * width * channels * 2;
  }
}

function meanOf(sums: v128, count: i32, zeroPoint: i32): v128 {
  let means = i32x4.splat(0);
  means = i32x4.replace_lane(means, 0, meanCode(i32x4.extract_lane(sums, 0), count, zeroPoint));
  means = i32x4.replace_lane(means, 1, meanCode(i32x4.extract_lane(sums, 1), count, zeroPoint));
  means = i32x4.replace_lane(means, 2, meanCode(i32x4.extract_lane(sums, 2), count, zeroPoint));
  return i32x4.replace_lane(means, 3, meanCode(i32x4.extract_lane(sums, 3), count, zeroPoint));
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function meanCode(sum: i32, count: i32, zeroPoint: i32): i32 {
  return divideAway(sum + count * zeroPoint, count) - zeroPoint;
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function divideAway(sum: i32, count: i32): i32 {
  return (sum > 0 ? sum + (count >> 1) : sum - (count >> 1)) / count;
}

/** The mean over all positions of each channel; the factor divides by their number as well. */
export function meanCodes(
  x: usize,
  y: usize,
  images: i32,
  positions: i32,
  channels: i32,
  multiplier: i32,
  shift: i32,
  low: i32,
  high: i32,
): void {
  for (let i = 0; i < images; i++) {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let p = 0; p < positions; p++)
        sum += <i32>load<i16>(x + (p * channels + c) * 2);
      const mean = timesFixedPoint(sum, multiplier, shift);
      store<i16>(y + c * 2, <i16>min(max(mean, low), high));
    }
    x += positions * channels * 2;
    y += channels * 2;
  }
}

/** `requantize` for one number. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function timesFixedPoint(x: i32, multiplier: i32, shift: i32): i32 {
  const shifted = shift > 0 ? x << shift : x;
  const high = <i32>((<i64>shifted * <i64>multiplier + (1 << 30)) >> 31);
  const right = shift > 0 ? 0 : -shift;
  if (right == 0) return high;
  return <i32>((<i64>high + ((<i64>1) << (right - 1)) - <i64>(high < 0)) >> right);
}

/** y[i] = the table's code for x[i], whose zero point is added to find it. */
export function mapCodes(x: usize, y: usize, count: i32, zeroPoint: i32, table: usize): void {
  const base = table + <usize>((zeroPoint + 128) * 2);
  for (let i = 0; i < count; i++)
    store<i16>(y + i * 2, load<i16>(base + <usize>(<i32>load<i16>(x + i * 2) * 2)));
}

/** y = a + b, each brought to a common scale first: TFLite's `Add` with its 20 bits to spare. */
export function addCodes(
  a: usize,
  b: usize,
  y: usize,
  count: i32,
  aMultiplier: i32,
  aShift: i32,
  bMultiplier: i32,
  bShift: i32,
  multiplier: i32,
  shift: i32,
  low: i32,
  high: i32,
): void {
  for (let i = 0; i < count; i++) {
    const first = timesFixedPoint(<i32>load<i16>(a + i * 2) << 20, aMultiplier, aShift);
    const second = timesFixedPoint(<i32>load<i16>(b + i * 2) << 20, bMultiplier, bShift);
    const sum = timesFixedPoint(first + second, multiplier, shift);
    store<i16>(y + i * 2, <i16>min(max(sum, low), high));
  }
}

/** Pixels of `channels` codes of a, and beside each the same of b. */
export function concatCodes(a: usize, b: usize, y: usize, pixels: i32, channels: i32): void {
  const bytes = channels * 2;
  for (let i = 0; i < pixels; i++) {
    memory.copy(y, a, bytes);
    memory.copy(y + bytes, b, bytes);
    a += bytes;
    b += bytes;
    y += bytes * 2;
  }
}

/**
 * Batch normalisation in Keras' terms. Sums run in double precision: the variance is a difference of two large numbers.
 * Each micro-batch sums into its own slot of [2][channels] doubles; slots are added in order when the batch is complete.
 */
import { loadLanes, multiplyAdd, storeLanes } from './lanes';

/** slot[0][c] += Σ x[p][c]; slot[1][c] += Σ x[p][c]². */
export function addMoments(x: usize, positions: i32, channels: i32, slot: usize): void {
  const rowBytes = <usize>(channels * 4);
  for (let c = 0; c < channels; c += 4) {
    let low = f64x2.splat(0);
    let high = low;
    let lowSquares = low;
    let highSquares = low;
    let source = x + c * 4;
    for (let p = 0; p < positions; p++) {
      const values = v128.load(source);
      const first = f64x2.promote_low_f32x4(values);
      const second = f64x2.promote_low_f32x4(upperHalf(values));
      low = f64x2.add(low, first);
      high = f64x2.add(high, second);
      lowSquares = f64x2.add(lowSquares, f64x2.mul(first, first));
      highSquares = f64x2.add(highSquares, f64x2.mul(second, second));
      source += rowBytes;
    }
    addDoubles(slot + c * 8, low, high, channels - c);
    addDoubles(slot + (channels + c) * 8, lowSquares, highSquares, channels - c);
  }
}

/** slot[0][c] += Σ d[p][c]; slot[1][c] += Σ d[p][c] · (x[p][c] − mean[c]) · inverse[c], d as `gradientAbove` has it. */
export function addGradientMoments(
  dy: usize,
  x: usize,
  positions: i32,
  channels: i32,
  mean: usize,
  inverse: usize,
  gamma: usize,
  beta: usize,
  floor: f32,
  slot: usize,
): void {
  const rowBytes = <usize>(channels * 4);
  const low = f32x4.splat(floor);
  for (let c = 0; c < channels; c += 4) {
    const centre = v128.load(mean + c * 4);
    const deviation = v128.load(inverse + c * 4);
    const scale = f32x4.mul(v128.load(gamma + c * 4), deviation);
    const shift = v128.load(beta + c * 4);
    let firstSum = f64x2.splat(0);
    let secondSum = firstSum;
    let firstProducts = firstSum;
    let secondProducts = firstSum;
    let row: usize = c * 4;
    for (let p = 0; p < positions; p++) {
      const centred = f32x4.sub(v128.load(x + row), centre);
      const d = gradientAbove(low, multiplyAdd(centred, scale, shift), v128.load(dy + row));
      const normal = f32x4.mul(centred, deviation);
      const first = f64x2.promote_low_f32x4(d);
      const second = f64x2.promote_low_f32x4(upperHalf(d));
      firstSum = f64x2.add(firstSum, first);
      secondSum = f64x2.add(secondSum, second);
      const firstNormal = f64x2.promote_low_f32x4(normal);
      const secondNormal = f64x2.promote_low_f32x4(upperHalf(normal));
      firstProducts = f64x2.add(firstProducts, f64x2.mul(first, firstNormal));
      secondProducts = f64x2.add(secondProducts, f64x2.mul(second, secondNormal));
      row += rowBytes;
    }
    addDoubles(slot + c * 8, firstSum, secondSum, channels - c);
    addDoubles(slot + (channels + c) * 8, firstProducts, secondProducts, channels - c);
  }
}

/** The gradient of max(y, floor): y is worked out again, which costs less than reading it. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function gradientAbove(floor: v128, y: v128, dy: v128): v128 {
  return v128.and(dy, f32x4.gt(y, floor));
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function upperHalf(values: v128): v128 {
  return v128.shuffle<i64>(values, values, 1, 1);
}

/** Adds the first `count` (at most four) of two pairs of doubles to those at an address. */
function addDoubles(target: usize, low: v128, high: v128, count: i32): void {
  addTo(target, f64x2.extract_lane(low, 0));
  if (count > 1) addTo(target + 8, f64x2.extract_lane(low, 1));
  if (count > 2) addTo(target + 16, f64x2.extract_lane(high, 0));
  if (count > 3) addTo(target + 24, f64x2.extract_lane(high, 1));
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function addTo(target: usize, value: f64): void {
  store<f64>(target, load<f64>(target) + value);
}

function sumOfSlots(slots: usize, slotCount: i32, channels: i32, index: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < slotCount; i++) sum += load<f64>(slots + (i * 2 * channels + index) * 8);
  return sum;
}

/**
 * From the slots' moments over `positions` values a channel: mean, 1/√(variance + epsilon) (variance without Bessel's
 * correction, as Keras has it for both uses), the moving statistics' next values, and y = x·scale + shift.
 */
export function finishMoments(
  slots: usize,
  slotCount: i32,
  positions: i32,
  channels: i32,
  mean: usize,
  inverse: usize,
  movingMean: usize,
  movingVariance: usize,
  momentum: f32,
  epsilon: f32,
): void {
  for (let c = 0; c < channels; c++) {
    const average = sumOfSlots(slots, slotCount, channels, c) / <f64>positions;
    const square = sumOfSlots(slots, slotCount, channels, channels + c) / <f64>positions;
    const variance = max(square - average * average, 0);
    store<f32>(mean + c * 4, <f32>average);
    store<f32>(inverse + c * 4, <f32>(1 / Math.sqrt(variance + <f64>epsilon)));
    moveTowards(movingMean + c * 4, <f32>average, momentum);
    moveTowards(movingVariance + c * 4, <f32>variance, momentum);
  }
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function moveTowards(target: usize, value: f32, momentum: f32): void {
  store<f32>(target, load<f32>(target) * momentum + value * (1 - momentum));
}

/** 1/√(variance + epsilon) of the moving variance. */
export function inverseDeviations(
  variance: usize,
  channels: i32,
  inverse: usize,
  epsilon: f32,
): void {
  for (let c = 0; c < channels; c++) {
    const root = Math.sqrt(<f64>load<f32>(variance + c * 4) + <f64>epsilon);
    store<f32>(inverse + c * 4, <f32>(1 / root));
  }
}

/** y[p][c] = max(gamma[c] · (x[p][c] − mean[c]) · inverse[c] + beta[c], floor). */
export function normalize(
  x: usize,
  y: usize,
  positions: i32,
  channels: i32,
  mean: usize,
  inverse: usize,
  gamma: usize,
  beta: usize,
  floor: f32,
): void {
  const rowBytes = <usize>(channels * 4);
  const low = f32x4.splat(floor);
  for (let c = 0; c < channels; c += 4) {
    const valid = channels - c;
    const scale = f32x4.mul(v128.load(gamma + c * 4), v128.load(inverse + c * 4));
    const centre = v128.load(mean + c * 4);
    const shift = v128.load(beta + c * 4);
    let source = x + c * 4;
    let target = y + c * 4;
    for (let p = 0; p < positions; p++) {
      const centred = f32x4.sub(loadLanes(source, valid), centre);
      storeLanes(target, f32x4.pmax(multiplyAdd(centred, scale, shift), low), valid);
      source += rowBytes;
      target += rowBytes;
    }
  }
}

/** Adds the slots' sums to the gradients of beta and gamma, and leaves their means over `positions` in `means` [2][c]. */
export function finishGradientMoments(
  slots: usize,
  slotCount: i32,
  positions: i32,
  channels: i32,
  betaGradient: usize,
  gammaGradient: usize,
  means: usize,
): void {
  for (let c = 0; c < channels; c++) {
    const beta = sumOfSlots(slots, slotCount, channels, c);
    const gamma = sumOfSlots(slots, slotCount, channels, channels + c);
    store<f32>(betaGradient + c * 4, <f32>beta);
    store<f32>(gammaGradient + c * 4, <f32>gamma);
    store<f32>(means + c * 4, <f32>(beta / <f64>positions));
    store<f32>(means + (channels + c) * 4, <f32>(gamma / <f64>positions));
  }
}

/**
 * dx = gamma · inverse · (d − mean(d) − normal · mean(d · normal)), Ioffe & Szegedy 2015; `means` as above, d as
 * `gradientAbove` has it.
 */
export function normalizeGradient(
  dy: usize,
  x: usize,
  dx: usize,
  positions: i32,
  channels: i32,
  mean: usize,
  inverse: usize,
  gamma: usize,
  beta: usize,
  floor: f32,
  means: usize,
): void {
  const rowBytes = <usize>(channels * 4);
  const low = f32x4.splat(floor);
  for (let c = 0; c < channels; c += 4) {
    const valid = channels - c;
    const deviation = v128.load(inverse + c * 4);
    const scale = f32x4.mul(v128.load(gamma + c * 4), deviation);
    const shift = v128.load(beta + c * 4);
    const centre = v128.load(mean + c * 4);
    const meanGradient = v128.load(means + c * 4);
    const meanProduct = v128.load(means + (channels + c) * 4);
    let row: usize = c * 4;
    for (let p = 0; p < positions; p++) {
      const centred = f32x4.sub(loadLanes(x + row, valid), centre);
      const y = multiplyAdd(centred, scale, shift);
      const d = gradientAbove(low, y, loadLanes(dy + row, valid));
      const spread = f32x4.mul(f32x4.mul(centred, deviation), meanProduct);
      const slope = f32x4.sub(f32x4.sub(d, meanGradient), spread);
      storeLanes(dx + row, f32x4.mul(slope, scale), valid);
      row += rowBytes;
    }
  }
}

/** dx = dy · gamma · inverse: the gradient when the statistics are constants (a frozen layer). */
export function scaleGradient(
  dy: usize,
  dx: usize,
  positions: i32,
  channels: i32,
  inverse: usize,
  gamma: usize,
): void {
  for (let c = 0; c < channels; c += 4) {
    const valid = channels - c;
    const scale = f32x4.mul(v128.load(gamma + c * 4), v128.load(inverse + c * 4));
    let row: usize = c * 4;
    for (let p = 0; p < positions; p++) {
      storeLanes(dx + row, f32x4.mul(loadLanes(dy + row, valid), scale), valid);
      row += <usize>(channels * 4);
    }
  }
}

/** Layer normalisation (Ba et al. 2016): each row by its own mean and deviation, so that no row waits for another. */
import { firstLanes, laneMask, multiplyAdd, storeLanes, sumLanes } from './lanes';

/** y[p][c] = gamma[c] · (x[p][c] − mean[p]) · inverse[p] + beta[c]; `statistics` takes each row's mean and inverse. */
export function layerNorm(
  x: usize,
  y: usize,
  rows: i32,
  channels: i32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
  statistics: usize,
): void {
  const rowBytes = <usize>(channels * 4);
  for (let p = 0; p < rows; p++) {
    const mean = meanOf(x, channels);
    const inverse: f32 = 1 / Mathf.sqrt(varianceOf(x, channels, mean) + epsilon);
    store<f32>(statistics, mean);
    store<f32>(statistics, inverse, 4);
    for (let c = 0; c < channels; c += 4) {
      const normal = normalAt(x + c * 4, statistics);
      const value = multiplyAdd(normal, v128.load(gamma + c * 4), v128.load(beta + c * 4));
      storeLanes(y + c * 4, value, channels - c);
    }
    x += rowBytes;
    y += rowBytes;
    statistics += 8;
  }
}

function meanOf(x: usize, channels: i32): f32 {
  let sum = f32x4.splat(0);
  for (let c = 0; c < channels; c += 4) sum = f32x4.add(sum, firstLanes(x + c * 4, channels - c));
  return sumLanes(sum) / <f32>channels;
}

/** Biased, as Keras has it. A second pass: the difference of two large sums would lose its digits. */
function varianceOf(x: usize, channels: i32, mean: f32): f32 {
  let sum = f32x4.splat(0);
  for (let c = 0; c < channels; c += 4) {
    const centred = f32x4.sub(v128.load(x + c * 4), f32x4.splat(mean));
    const valid = v128.and(centred, laneMask(channels - c));
    sum = multiplyAdd(valid, valid, sum);
  }
  return sumLanes(sum) / <f32>channels;
}

/** Four of x centred and scaled by their row's statistics. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function normalAt(x: usize, statistics: usize): v128 {
  const centred = f32x4.sub(v128.load(x), v128.load32_splat(statistics));
  return f32x4.mul(centred, v128.load32_splat(statistics, 4));
}

/**
 * dgamma[c] += Σ_p dy · normal and dbeta[c] += Σ_p dy, unless `dgamma` is 0; dx = inverse · (g − mean(g) − normal ·
 * mean(g · normal)) with g = dy · gamma, unless `dx` is 0. dx and dy may be the same.
 */
export function layerNormGradient(
  dy: usize,
  x: usize,
  dx: usize,
  rows: i32,
  channels: i32,
  gamma: usize,
  statistics: usize,
  dgamma: usize,
  dbeta: usize,
): void {
  const rowBytes = <usize>(channels * 4);
  for (let p = 0; p < rows; p++) {
    if (dgamma) addParameterGradients(dy, x, channels, statistics, dgamma, dbeta);
    if (dx) {
      inputGradient(dy, x, dx, channels, gamma, statistics);
      dx += rowBytes;
    }
    dy += rowBytes;
    x += rowBytes;
    statistics += 8;
  }
}

function addParameterGradients(
  dy: usize,
  x: usize,
  channels: i32,
  statistics: usize,
  dgamma: usize,
  dbeta: usize,
): void {
  for (let c = 0; c < channels; c += 4) {
    const d = v128.load(dy + c * 4);
    const gammaSum = multiplyAdd(d, normalAt(x + c * 4, statistics), v128.load(dgamma + c * 4));
    storeLanes(dgamma + c * 4, gammaSum, channels - c);
    storeLanes(dbeta + c * 4, f32x4.add(d, v128.load(dbeta + c * 4)), channels - c);
  }
}

function inputGradient(
  dy: usize,
  x: usize,
  dx: usize,
  channels: i32,
  gamma: usize,
  statistics: usize,
): void {
  let sum = f32x4.splat(0);
  let products = sum;
  for (let c = 0; c < channels; c += 4) {
    const d = f32x4.mul(v128.load(dy + c * 4), v128.load(gamma + c * 4));
    const slope = v128.and(d, laneMask(channels - c));
    const product = f32x4.mul(d, normalAt(x + c * 4, statistics));
    sum = f32x4.add(sum, slope);
    products = f32x4.add(products, v128.and(product, laneMask(channels - c)));
  }
  const meanSlope = f32x4.splat(sumLanes(sum) / <f32>channels);
  const meanProduct = f32x4.splat(sumLanes(products) / <f32>channels);
  for (let c = 0; c < channels; c += 4) {
    const slope = f32x4.mul(v128.load(dy + c * 4), v128.load(gamma + c * 4));
    const shared = multiplyAdd(normalAt(x + c * 4, statistics), meanProduct, meanSlope);
    const gradient = f32x4.mul(f32x4.sub(slope, shared), v128.load32_splat(statistics, 4));
    storeLanes(dx + c * 4, gradient, channels - c);
  }
}

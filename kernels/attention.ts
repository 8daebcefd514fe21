/**
 * Scaled dot-product attention (Vaswani et al. 2017) of each image's steps with themselves, head by head. Queries, keys,
 * values and outputs lie as [image][step][head][size]. Its weights are not kept for backward but computed again: they are
 * more than all that is kept, and soon leave the cache (Dao et al. 2022). Scratch holds the transposed keys or values,
 * [size][steps], then one or two matrices [steps][steps], all sides rounded up to 4.
 */
import { laneMask, maxLanes, multiplyAdd, sumLanes } from './lanes';
import { exp4 } from './math';
import { multiply, transpose } from './product';

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function padded(count: i32): i32 {
  return (count + 3) & ~3;
}

/** y = softmax(q · kᵀ / √size) · v. */
export function attention(
  q: usize,
  k: usize,
  v: usize,
  y: usize,
  images: i32,
  steps: i32,
  heads: i32,
  size: i32,
  scratch: usize,
): void {
  const stepBytes = <usize>(heads * size * 4);
  const rowBytes = <usize>(padded(steps) * 4);
  const weights = scratch + <usize>padded(size) * rowBytes;
  for (let i = 0; i < images; i++) {
    for (let h = 0; h < heads; h++) {
      const head = <usize>((i * steps * heads + h) * size * 4);
      weigh(q + head, k + head, stepBytes, steps, size, scratch, weights);
      multiply(weights, rowBytes, 4, v + head, stepBytes, y + head, stepBytes, steps, steps, size);
    }
  }
}

/** The gradients of q, k and v from that of y. */
export function attentionGradient(
  q: usize,
  k: usize,
  v: usize,
  dy: usize,
  dq: usize,
  dk: usize,
  dv: usize,
  images: i32,
  steps: i32,
  heads: i32,
  size: i32,
  scratch: usize,
): void {
  const stepBytes = <usize>(heads * size * 4);
  const rowBytes = <usize>(padded(steps) * 4);
  const weights = scratch + <usize>padded(size) * rowBytes;
  const slopes = weights + <usize>padded(steps) * rowBytes;
  for (let i = 0; i < images; i++) {
    for (let h = 0; h < heads; h++) {
      const head = <usize>((i * steps * heads + h) * size * 4);
      const d = dy + head;
      weigh(q + head, k + head, stepBytes, steps, size, scratch, weights);
      multiply(weights, 4, rowBytes, d, stepBytes, dv + head, stepBytes, steps, steps, size);
      transpose(v + head, stepBytes, steps, size, scratch, rowBytes);
      multiply(d, stepBytes, 4, scratch, rowBytes, slopes, rowBytes, steps, size, padded(steps));
      softmaxGradient(weights, slopes, steps, size);
      multiply(slopes, rowBytes, 4, k + head, stepBytes, dq + head, stepBytes, steps, steps, size);
      multiply(slopes, 4, rowBytes, q + head, stepBytes, dk + head, stepBytes, steps, steps, size);
    }
  }
}

/** weights[i][j] = softmax over j of q[i] · k[j] / √size; `transposed` is left with the keys. */
function weigh(
  q: usize,
  k: usize,
  stepBytes: usize,
  steps: i32,
  size: i32,
  transposed: usize,
  weights: usize,
): void {
  const rowBytes = <usize>(padded(steps) * 4);
  transpose(k, stepBytes, steps, size, transposed, rowBytes);
  multiply(q, stepBytes, 4, transposed, rowBytes, weights, rowBytes, steps, size, padded(steps));
  const scale: f32 = 1 / Mathf.sqrt(<f32>size);
  for (let i = 0; i < steps; i++) softmax(weights + <usize>i * rowBytes, steps, scale);
}

/** z = softmax(scale · z) in place, zeros in the last vector's spare lanes. */
function softmax(z: usize, count: i32, scale: f32): void {
  let most = f32x4.splat(-Infinity);
  for (let j = 0; j < count; j += 4) {
    const value = v128.bitselect(v128.load(z + j * 4), most, laneMask(count - j));
    most = f32x4.pmax(most, value);
  }
  const largest = f32x4.splat(maxLanes(most));
  let sum = f32x4.splat(0);
  for (let j = 0; j < count; j += 4) {
    const below = f32x4.sub(v128.load(z + j * 4), largest);
    const power = v128.and(exp4(f32x4.mul(below, f32x4.splat(scale))), laneMask(count - j));
    v128.store(z + j * 4, power);
    sum = f32x4.add(sum, power);
  }
  const share = f32x4.splat(1 / sumLanes(sum));
  for (let j = 0; j < count; j += 4)
    v128.store(z + j * 4, f32x4.mul(v128.load(z + j * 4), share));
}

/** slopes[i][j] = weights[i][j] · (slopes[i][j] − Σ weights[i] · slopes[i]) / √size, in place. */
function softmaxGradient(weights: usize, slopes: usize, steps: i32, size: i32): void {
  const scale = f32x4.splat(1 / Mathf.sqrt(<f32>size));
  for (let i = 0; i < steps; i++) {
    let sum = f32x4.splat(0);
    for (let j = 0; j < steps; j += 4)
      sum = multiplyAdd(v128.load(weights + j * 4), v128.load(slopes + j * 4), sum);
    const mean = f32x4.splat(sumLanes(sum));
    for (let j = 0; j < steps; j += 4) {
      const share = f32x4.mul(v128.load(weights + j * 4), scale);
      const slope = f32x4.sub(v128.load(slopes + j * 4), mean);
      v128.store(slopes + j * 4, f32x4.mul(share, slope));
    }
    weights += padded(steps) * 4;
    slopes += padded(steps) * 4;
  }
}

/**
 * Depthwise convolution on images that `padImages` has padded and whose channels it has repeated: output channel c reads
 * input channel c alone. Offsets and tap offsets are bytes, as in gemm.ts; w is [taps][channels].
 */
import { loadLanes, multiplyAdd, storeLanes } from './lanes';

/** y[p][c] = bias[c] + Σ_t x[offsets[p] + tapOffsets[t] + c] · w[t][c]; `bias` may be 0. */
export function depthwiseForward(
  x: usize,
  offsets: usize,
  positions: i32,
  tapOffsets: usize,
  taps: i32,
  channels: i32,
  w: usize,
  bias: usize,
  y: usize,
): void {
  for (let p = 0; p < positions; p++) {
    const window = x + load<u32>(offsets + p * 4);
    for (let c = 0; c < channels; c += 4) {
      let sum = bias ? v128.load(bias + c * 4) : f32x4.splat(0);
      const pixel = window + c * 4;
      let weight = w + c * 4;
      for (let t = 0; t < taps; t++) {
        sum = multiplyAdd(v128.load(pixel + load<u32>(tapOffsets + t * 4)), v128.load(weight), sum);
        weight += channels * 4;
      }
      storeLanes(y + c * 4, sum, channels - c);
    }
    y += channels * 4;
  }
}

/** dw[t][c] += Σ_p x[offsets[p] + tapOffsets[t] + c] · dy[p][c]. */
export function depthwiseWeightGradient(
  x: usize,
  offsets: usize,
  positions: i32,
  tapOffsets: usize,
  taps: i32,
  channels: i32,
  dy: usize,
  dw: usize,
): void {
  const rowBytes = <usize>(channels * 4);
  for (let t = 0; t < taps; t++) {
    const tap = x + load<u32>(tapOffsets + t * 4);
    for (let c = 0; c < channels; c += 4) {
      let sum = f32x4.splat(0);
      let d = dy + c * 4;
      for (let p = 0; p < positions; p++) {
        sum = multiplyAdd(v128.load(tap + load<u32>(offsets + p * 4) + c * 4), v128.load(d), sum);
        d += rowBytes;
      }
      const target = dw + (t * channels + c) * 4;
      const valid = channels - c;
      storeLanes(target, f32x4.add(loadLanes(target, valid), sum), valid);
    }
  }
}

/** dx[offsets[p] + tapOffsets[t] + c] += dy[p][c] · w[t][c]. */
export function depthwiseInputGradient(
  dy: usize,
  offsets: usize,
  positions: i32,
  tapOffsets: usize,
  taps: i32,
  channels: i32,
  w: usize,
  dx: usize,
): void {
  for (let p = 0; p < positions; p++) {
    const window = dx + load<u32>(offsets + p * 4);
    for (let c = 0; c < channels; c += 4) {
      const d = v128.load(dy + c * 4);
      const valid = channels - c;
      let weight = w + c * 4;
      for (let t = 0; t < taps; t++) {
        const target = window + load<u32>(tapOffsets + t * 4) + c * 4;
        const sum = multiplyAdd(d, v128.load(weight), loadLanes(target, valid));
        storeLanes(target, sum, valid);
        weight += channels * 4;
      }
    }
    dy += channels * 4;
  }
}

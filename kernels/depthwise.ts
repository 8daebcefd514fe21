/**
 * Depthwise convolution on images that `padImages` has padded and whose channels it has repeated: output channel c reads
 * input channel c alone. Offsets and tap offsets are bytes, as in gemm.ts; w is [taps][channels]. Four windows or three
 * taps go together, so that what they share is loaded once; the last ones are repeated where there are fewer.
 */
import { addLanes, loadLanes, multiplyAdd, storeLanes } from './lanes';

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
  const rowBytes = <usize>(channels * 4);
  const last = positions - 1;
  const tapsEnd = tapOffsets + taps * 4;
  for (let p = 0; p < positions; p += 4) {
    const p1 = min(p + 1, last);
    const p2 = min(p + 2, last);
    const p3 = min(p + 3, last);
    const window0 = x + load<u32>(offsets + p * 4);
    const window1 = x + load<u32>(offsets + p1 * 4);
    const window2 = x + load<u32>(offsets + p2 * 4);
    const window3 = x + load<u32>(offsets + p3 * 4);
    for (let c = 0; c < channels; c += 4) {
      const start = bias ? v128.load(bias + c * 4) : f32x4.splat(0);
      let sum0 = start;
      let sum1 = start;
      let sum2 = start;
      let sum3 = start;
      let weight = w + c * 4;
      for (let tap = tapOffsets; tap < tapsEnd; tap += 4) {
        const at = load<u32>(tap) + c * 4;
        const value = v128.load(weight);
        sum0 = multiplyAdd(v128.load(window0 + at), value, sum0);
        sum1 = multiplyAdd(v128.load(window1 + at), value, sum1);
        sum2 = multiplyAdd(v128.load(window2 + at), value, sum2);
        sum3 = multiplyAdd(v128.load(window3 + at), value, sum3);
        weight += rowBytes;
      }
      const target = y + c * 4;
      const valid = channels - c;
      storeLanes(target + <usize>p * rowBytes, sum0, valid);
      storeLanes(target + <usize>p1 * rowBytes, sum1, valid);
      storeLanes(target + <usize>p2 * rowBytes, sum2, valid);
      storeLanes(target + <usize>p3 * rowBytes, sum3, valid);
    }
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
  const end = offsets + positions * 4;
  for (let t = 0; t < taps; t += 3) {
    const tap0 = x + load<u32>(tapOffsets + t * 4);
    const tap1 = x + load<u32>(tapOffsets + min(t + 1, taps - 1) * 4);
    const tap2 = x + load<u32>(tapOffsets + min(t + 2, taps - 1) * 4);
    for (let c = 0; c < channels; c += 4) {
      let sum0 = f32x4.splat(0);
      let sum1 = sum0;
      let sum2 = sum0;
      let d = dy + c * 4;
      for (let offset = offsets; offset < end; offset += 4) {
        const at = load<u32>(offset) + c * 4;
        const gradient = v128.load(d);
        sum0 = multiplyAdd(v128.load(tap0 + at), gradient, sum0);
        sum1 = multiplyAdd(v128.load(tap1 + at), gradient, sum1);
        sum2 = multiplyAdd(v128.load(tap2 + at), gradient, sum2);
        d += rowBytes;
      }
      const target = dw + <usize>t * rowBytes + c * 4;
      const valid = channels - c;
      addLanes(target, sum0, valid);
      if (t + 1 < taps) addLanes(target + rowBytes, sum1, valid);
      if (t + 2 < taps) addLanes(target + 2 * rowBytes, sum2, valid);
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
  const rowBytes = <usize>(channels * 4);
  for (let t = 0; t < taps; t += 3) {
    const tap0 = dx + load<u32>(tapOffsets + t * 4);
    const tap1 = dx + load<u32>(tapOffsets + min(t + 1, taps - 1) * 4);
    const tap2 = dx + load<u32>(tapOffsets + min(t + 2, taps - 1) * 4);
    const weights = w + <usize>t * rowBytes;
    const none = f32x4.splat(0);
    for (let c = 0; c < channels; c += 4) {
      const valid = channels - c;
      const w0 = v128.load(weights + c * 4);
      const w1 = t + 1 < taps ? v128.load(weights + rowBytes + c * 4) : none;
      const w2 = t + 2 < taps ? v128.load(weights + 2 * rowBytes + c * 4) : none;
      let d = dy + c * 4;
      for (let p = 0; p < positions; p++) {
        const at = load<u32>(offsets + p * 4) + c * 4;
        const gradient = v128.load(d);
        addProduct(tap0 + at, gradient, w0, valid);
        addProduct(tap1 + at, gradient, w1, valid);
        addProduct(tap2 + at, gradient, w2, valid);
        d += rowBytes;
      }
    }
  }
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function addProduct(target: usize, a: v128, b: v128, valid: i32): void {
  storeLanes(target, multiplyAdd(a, b, loadLanes(target, valid)), valid);
}

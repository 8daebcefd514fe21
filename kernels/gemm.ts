/**
 * Matrix products of convolution and dense layers. Row p of the left matrix is not copied anywhere: it is read from the
 * image at `x + offsets[p]`, as `segments` runs of `segmentLength` floats that lie `segmentStride` bytes apart (the rows
 * of a convolution's window; a dense layer has one). A convolution pads its input first, so no bounds are checked here.
 * Tiles are 4 rows by 8 columns: eight accumulators, two weights and one splat fit into the 16 vector registers of x64.
 * The last tile repeats its last row: it computes and stores the same value twice.
 */
import { multiplyAdd, storeLanes } from './lanes';

/**
 * y[p][n] = max(bias[n] + row p · column n, floor), y's rows `stride` floats apart; `bias` may be 0. Panels as `packPanels`
 * makes them.
 */
export function gemmForward(
  x: usize,
  offsets: usize,
  positions: i32,
  segments: i32,
  segmentStride: usize,
  segmentLength: i32,
  panels: usize,
  bias: usize,
  y: usize,
  columns: i32,
  stride: i32,
  block: i32,
  floor: f32,
): void {
  const panelBytes = <usize>(segments * segmentLength * 32);
  for (let from = 0; from < positions; from += block) {
    const last = min(from + block, positions) - 1;
    let panel = panels;
    for (let n = 0; n < columns; n += 8) {
      const b0 = bias ? v128.load(bias + n * 4) : f32x4.splat(0);
      const b1 = bias ? v128.load(bias + n * 4, 16) : f32x4.splat(0);
      for (let p = from; p <= last; p += 4) {
        forwardTile(
          x,
          offsets,
          p,
          last,
          segments,
          segmentStride,
          segmentLength,
          panel,
          b0,
          b1,
          y + n * 4,
          stride,
          columns - n,
          floor,
        );
      }
      panel += panelBytes;
    }
  }
}

function forwardTile(
  x: usize,
  offsets: usize,
  p: i32,
  last: i32,
  segments: i32,
  segmentStride: usize,
  segmentLength: i32,
  panel: usize,
  b0: v128,
  b1: v128,
  y: usize,
  stride: i32,
  valid: i32,
  floor: f32,
): void {
  const p1 = min(p + 1, last);
  const p2 = min(p + 2, last);
  const p3 = min(p + 3, last);
  let row0 = x + load<u32>(offsets + p * 4);
  let row1 = x + load<u32>(offsets + p1 * 4);
  let row2 = x + load<u32>(offsets + p2 * 4);
  let row3 = x + load<u32>(offsets + p3 * 4);
  let c00 = b0;
  let c01 = b1;
  let c10 = b0;
  let c11 = b1;
  let c20 = b0;
  let c21 = b1;
  let c30 = b0;
  let c31 = b1;
  for (let s = 0; s < segments; s++) {
    const end = <usize>(segmentLength * 4);
    for (let k: usize = 0; k < end; k += 4) {
      const w0 = v128.load(panel);
      const w1 = v128.load(panel, 16);
      panel += 32;
      let a = v128.load32_splat(row0 + k);
      c00 = multiplyAdd(a, w0, c00);
      c01 = multiplyAdd(a, w1, c01);
      a = v128.load32_splat(row1 + k);
      c10 = multiplyAdd(a, w0, c10);
      c11 = multiplyAdd(a, w1, c11);
      a = v128.load32_splat(row2 + k);
      c20 = multiplyAdd(a, w0, c20);
      c21 = multiplyAdd(a, w1, c21);
      a = v128.load32_splat(row3 + k);
      c30 = multiplyAdd(a, w0, c30);
      c31 = multiplyAdd(a, w1, c31);
    }
    row0 += segmentStride;
    row1 += segmentStride;
    row2 += segmentStride;
    row3 += segmentStride;
  }
  const low = f32x4.splat(floor);
  storePair(y + p * stride * 4, c00, c01, low, valid);
  storePair(y + p1 * stride * 4, c10, c11, low, valid);
  storePair(y + p2 * stride * 4, c20, c21, low, valid);
  storePair(y + p3 * stride * 4, c30, c31, low, valid);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function storePair(target: usize, c0: v128, c1: v128, low: v128, valid: i32): void {
  // pmax(value, low) keeps a NaN, so that a diverged run is seen.
  storeLanes(target, f32x4.pmax(c0, low), valid);
  storeLanes(target + 16, f32x4.pmax(c1, low), valid - 4);
}

/**
 * A convolution and the 2×2 max-pooling after it in one pass. Only what a pooling window covers is computed, and only the
 * largest of four is stored, with its place ("winner", 0 to 3 row by row). Backward, the gradient of a pooling is zero but
 * at the winners, so the products with it become a few updates for each winner instead of dense matrix products.
 * Windows, segments and panels are those of gemm.ts; `offsets` are those of each pooling window's first convolution.
 */
import { multiplyAdd, storeLanes } from './lanes';

/** y[p][n] = max(largest of the window's four, floor); winners[p][n] a byte each. */
export function convPoolForward(
  x: usize,
  offsets: usize,
  positions: i32,
  columnStep: usize,
  rowStep: usize,
  segments: i32,
  segmentStride: usize,
  segmentLength: i32,
  panels: usize,
  bias: usize,
  y: usize,
  winners: usize,
  columns: i32,
  block: i32,
  floor: f32,
): void {
  const panelBytes = <usize>(segments * segmentLength * 32);
  for (let from = 0; from < positions; from += block) {
    const to = min(from + block, positions);
    let panel = panels;
    for (let n = 0; n < columns; n += 8) {
      const b0 = bias ? v128.load(bias + n * 4) : f32x4.splat(0);
      const b1 = bias ? v128.load(bias + n * 4, 16) : f32x4.splat(0);
      for (let p = from; p < to; p++) {
        poolTile(
          x + load<u32>(offsets + p * 4),
          columnStep,
          rowStep,
          segments,
          segmentStride,
          segmentLength,
          panel,
          b0,
          b1,
          y + (p * columns + n) * 4,
          winners + p * columns + n,
          columns - n,
          floor,
        );
      }
      panel += panelBytes;
    }
  }
}

function poolTile(
  row0: usize,
  columnStep: usize,
  rowStep: usize,
  segments: i32,
  segmentStride: usize,
  segmentLength: i32,
  panel: usize,
  b0: v128,
  b1: v128,
  y: usize,
  winner: usize,
  valid: i32,
  floor: f32,
): void {
  let row1 = row0 + columnStep;
  let row2 = row0 + rowStep;
  let row3 = row2 + columnStep;
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
  storeLargest(c00, c10, c20, c30, y, winner, valid, floor);
  if (valid > 4) storeLargest(c01, c11, c21, c31, y + 16, winner + 4, valid - 4, floor);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function storeLargest(
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  y: usize,
  winner: usize,
  valid: i32,
  floor: f32,
): void {
  // Not "greater", so that a NaN wins and is seen.
  let loses = f32x4.le(c1, c0);
  let best = v128.bitselect(c0, c1, loses);
  let place = v128.andnot(i32x4.splat(1), loses);
  loses = f32x4.le(c2, best);
  best = v128.bitselect(best, c2, loses);
  place = v128.bitselect(place, i32x4.splat(2), loses);
  loses = f32x4.le(c3, best);
  best = v128.bitselect(best, c3, loses);
  place = v128.bitselect(place, i32x4.splat(3), loses);
  storeLanes(y, f32x4.pmax(best, f32x4.splat(floor)), valid);
  storeBytes(winner, place, valid);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function storeBytes(target: usize, lanes: v128, count: i32): void {
  const words = i16x8.narrow_i32x4_u(lanes, lanes);
  const bytes = i8x16.narrow_i16x8_u(words, words);
  if (count >= 4) {
    v128.store32_lane(target, bytes, 0);
    return;
  }
  store<u8>(target, <u8>i8x16.extract_lane_u(bytes, 0));
  if (count > 1) store<u8>(target, <u8>i8x16.extract_lane_u(bytes, 1), 1);
  if (count > 2) store<u8>(target, <u8>i8x16.extract_lane_u(bytes, 2), 2);
}

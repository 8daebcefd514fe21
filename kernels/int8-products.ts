/**
 * Inference in whole numbers, by TFLite's specification. Codes are int16, less their zero point (see codes.ts); `low` and
 * `high` bound them likewise. Offsets are bytes. As in gemm.ts the rows of a product are read where they lie: row p begins at
 * `x + offsets[p]`, and consists of runs at the offsets in `segments`.
 */
import { FACTOR_BYTES, storeCodes, sumRow, sumTile } from './codes';

/** y[p][n] = the code of bias[n] + row p · column n; rows of y are `stride` bytes apart. */
export function gemmCodes(
  x: usize,
  offsets: usize,
  positions: i32,
  segments: usize,
  segmentCount: i32,
  pairs: i32,
  panels: usize,
  factors: usize,
  y: usize,
  columns: i32,
  stride: usize,
  block: i32,
  low: i32,
  high: i32,
  sums: usize,
): void {
  const panelBytes = <usize>(segmentCount * pairs * 32);
  const segmentsEnd = segments + <usize>(segmentCount * 4);
  const least = i16x8.splat(<i16>low);
  const most = i16x8.splat(<i16>high);
  for (let from = 0; from < positions; from += block) {
    const to = min(from + block, positions);
    let panel = panels;
    let factor = factors;
    for (let n = 0; n < columns; n += 8) {
      const target = y + n * 2;
      const valid = columns - n;
      let p = from;
      for (; p + 4 <= to; p += 4) {
        const at = offsets + p * 4;
        sumTile(
          x + load<u32>(at),
          x + load<u32>(at, 4),
          x + load<u32>(at, 8),
          x + load<u32>(at, 12),
          segments,
          segmentsEnd,
          pairs * 4,
          panel,
          factor,
          sums,
        );
        for (let i = 0; i < 4; i++) {
          const sum = sums + i * 32;
          const place = target + <usize>(p + i) * stride;
          storeCodes(v128.load(sum), v128.load(sum, 16), factor, place, least, most, valid);
        }
      }
      for (; p < to; p++) {
        const row = x + load<u32>(offsets + p * 4);
        sumRow(row, segments, segmentsEnd, pairs * 4, panel, factor, sums);
        const place = target + <usize>p * stride;
        storeCodes(v128.load(sums), v128.load(sums, 16), factor, place, least, most, valid);
      }
      panel += panelBytes;
      factor += FACTOR_BYTES;
    }
  }
}

/**
 * A convolution and the 2×2 max-pooling after it: `offsets` are those of each pooling window's first convolution. Rescaling never
 * changes an order, so only the largest of four sums is rescaled.
 */
export function convPoolCodes(
  x: usize,
  offsets: usize,
  positions: i32,
  columnStep: usize,
  rowStep: usize,
  segments: usize,
  segmentCount: i32,
  pairs: i32,
  panels: usize,
  factors: usize,
  y: usize,
  columns: i32,
  block: i32,
  low: i32,
  high: i32,
  sums: usize,
): void {
  const panelBytes = <usize>(segmentCount * pairs * 32);
  const segmentsEnd = segments + <usize>(segmentCount * 4);
  const least = i16x8.splat(<i16>low);
  const most = i16x8.splat(<i16>high);
  for (let from = 0; from < positions; from += block) {
    const to = min(from + block, positions);
    let panel = panels;
    let factor = factors;
    for (let n = 0; n < columns; n += 8) {
      for (let p = from; p < to; p++) {
        const row = x + load<u32>(offsets + p * 4);
        const below = row + rowStep;
        sumTile(
          row,
          row + columnStep,
          below,
          below + columnStep,
          segments,
          segmentsEnd,
          pairs * 4,
          panel,
          factor,
          sums,
        );
        storeCodes(
          largest(sums),
          largest(sums + 16),
          factor,
          y + <usize>(p * columns + n) * 2,
          least,
          most,
          columns - n,
        );
      }
      panel += panelBytes;
      factor += FACTOR_BYTES;
    }
  }
}

/** Of four rows' sums. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function largest(sums: usize): v128 {
  const first = i32x4.max_s(v128.load(sums), v128.load(sums, 32));
  return i32x4.max_s(first, i32x4.max_s(v128.load(sums, 64), v128.load(sums, 96)));
}

/** Output channel c reads channel c of images that `padImages` has repeated; w is [taps][channels up to a multiple of 8]. */
export function depthwiseCodes(
  x: usize,
  offsets: usize,
  positions: i32,
  tapOffsets: usize,
  taps: i32,
  channels: i32,
  w: usize,
  factors: usize,
  y: usize,
  low: i32,
  high: i32,
): void {
  const rowBytes = <usize>(channels * 2);
  const weightBytes = <usize>(((channels + 7) & ~7) * 2);
  const tapsEnd = tapOffsets + taps * 4;
  const least = i16x8.splat(<i16>low);
  const most = i16x8.splat(<i16>high);
  for (let p = 0; p < positions; p++) {
    const window = x + load<u32>(offsets + p * 4);
    let factor = factors;
    for (let c = 0; c < channels; c += 8) {
      let sum0 = v128.load(factor);
      let sum1 = v128.load(factor, 16);
      let weight = w + c * 2;
      for (let tap = tapOffsets; tap < tapsEnd; tap += 4) {
        const codes = v128.load(window + load<u32>(tap) + c * 2);
        const weights = v128.load(weight);
        sum0 = i32x4.add(sum0, i32x4.extmul_low_i16x8_s(codes, weights));
        sum1 = i32x4.add(sum1, i32x4.extmul_high_i16x8_s(codes, weights));
        weight += weightBytes;
      }
      storeCodes(sum0, sum1, factor, y + c * 2, least, most, channels - c);
      factor += FACTOR_BYTES;
    }
    y += rowBytes;
  }
}

/** Dynamic range: float rows quantized as they come, times int8 weights, and floats again. */
import { sumRow, sumTile } from './codes';
import { loadLanes, maxLanes, storeLanes } from './lanes';

/**
 * Each row of floats as int16 codes less their zero point (TFLite's `AsymmetricQuantizeFloats`), 0 after the last to
 * `rowBytes`; its scale to `scales`.
 */
export function quantizeRows(
  x: usize,
  rows: i32,
  columns: i32,
  target: usize,
  rowBytes: usize,
  scales: usize,
): void {
  for (let row = 0; row < rows; row++) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    for (let i = 0; i < columns; i += 4) {
      const values = loadLanes(x + i * 4, columns - i);
      low = f32x4.pmin(low, values);
      high = f32x4.pmax(high, values);
    }
    const least = <f64>-maxLanes(f32x4.neg(low));
    const most = <f64>maxLanes(high);
    const scale: f64 = least == most ? 1 : (most - least) / 255;
    store<f32>(scales + row * 4, <f32>scale);
    // The zero point from the end of the range that errs less.
    const fromLow = -128 - least / scale;
    const fromHigh = 127 - most / scale;
    const zero = 128 - least / scale < 127 + most / scale ? fromLow : fromHigh;
    const bounded: f64 = min(max(zero, <f64>-128), <f64>127);
    const zeroPoint = <f32>trunc<f64>(bounded + copysign<f64>(0.5, bounded));
    quantizeRow(x, columns, target, <f32>1 / <f32>scale, zeroPoint);
    x += columns * 4;
    target += rowBytes;
  }
}

function quantizeRow(x: usize, columns: i32, target: usize, inverse: f32, zeroPoint: f32): void {
  const low = f32x4.splat(<f32>-128 - zeroPoint);
  const high = f32x4.splat(<f32>127 - zeroPoint);
  const factor = f32x4.splat(inverse);
  const sign = i32x4.splat(<i32>0x80000000);
  // The number before ½: with it, halves go away from zero and nothing below a half does.
  const half = f32x4.splat(0.49999997);
  for (let i = 0; i < columns; i += 4) {
    const scaled = f32x4.mul(loadLanes(x + i * 4, columns - i), factor);
    const away = f32x4.add(scaled, v128.or(half, v128.and(scaled, sign)));
    const whole = f32x4.min(f32x4.max(f32x4.trunc(away), low), high);
    const codes = i32x4.trunc_sat_f32x4_s(whole);
    v128.store64_lane(target + i * 2, i16x8.narrow_i32x4_s(codes, codes), 0);
  }
}

/** y[p][n] = max(sum · row's scale · column's scale + bias[n], floor); `bias` may be 0. */
export function gemmHybrid(
  x: usize,
  rows: i32,
  rowBytes: usize,
  segment: usize,
  pairs: i32,
  panels: usize,
  rowScales: usize,
  columnScales: usize,
  bias: usize,
  y: usize,
  columns: i32,
  floor: f32,
  zeros: usize,
  sums: usize,
): void {
  let panel = panels;
  for (let n = 0; n < columns; n += 8) {
    let p = 0;
    for (; p + 4 <= rows; p += 4) {
      const row = x + <usize>p * rowBytes;
      sumTile(
        row,
        row + rowBytes,
        row + 2 * rowBytes,
        row + 3 * rowBytes,
        segment,
        segment + 4,
        pairs * 4,
        panel,
        zeros,
        sums,
      );
      for (let i = 0; i < 4; i++)
        storeFloats(sums + i * 32, rowScales + (p + i) * 4, columnScales, bias, y, p + i, n, columns, floor);
    }
    for (; p < rows; p++) {
      sumRow(x + <usize>p * rowBytes, segment, segment + 4, pairs * 4, panel, zeros, sums);
      storeFloats(sums, rowScales + p * 4, columnScales, bias, y, p, n, columns, floor);
    }
    panel += <usize>(pairs * 32);
  }
}

function storeFloats(
  sums: usize,
  rowScale: usize,
  columnScales: usize,
  bias: usize,
  y: usize,
  p: i32,
  n: i32,
  columns: i32,
  floor: f32,
): void {
  const scale = v128.load32_splat(rowScale);
  const least = f32x4.splat(floor);
  for (let i = 0; i < 8 && n + i < columns; i += 4) {
    const sum = f32x4.convert_i32x4_s(v128.load(sums + i * 4));
    const factor = f32x4.mul(scale, v128.load(columnScales + (n + i) * 4));
    const start = bias ? v128.load(bias + (n + i) * 4) : f32x4.splat(0);
    const value = f32x4.add(f32x4.mul(sum, factor), start);
    storeLanes(y + (p * columns + n + i) * 4, f32x4.pmax(value, least), columns - n - i);
  }
}

/** The two products of backward, with the rows and tiles of kernels/gemm.ts, and the sum for a bias. */
import { addLanes, multiplyAdd } from './lanes';

/** dw[k][n] += Σ_p row p[k] · dy[p][n]; rows of dy and of dw are `stride` floats apart. */
export function gemmWeightGradient(
  x: usize,
  offsets: usize,
  positions: i32,
  segments: i32,
  segmentStride: usize,
  segmentLength: i32,
  dy: usize,
  columns: i32,
  stride: i32,
  dw: usize,
  block: i32,
): void {
  for (let from = 0; from < positions; from += block) {
    const to = min(from + block, positions);
    for (let s = 0; s < segments; s++) {
      const rows = x + <usize>s * segmentStride;
      const target = dw + <usize>(s * segmentLength * stride * 4);
      for (let n = 0; n < columns; n += 8) {
        for (let k = 0; k < segmentLength; k += 4) {
          weightGradientTile(
            rows + k * 4,
            offsets,
            from,
            to,
            dy + n * 4,
            stride,
            target + (k * stride + n) * 4,
            segmentLength - k,
            columns - n,
          );
        }
      }
    }
  }
}

function weightGradientTile(
  x: usize,
  offsets: usize,
  from: i32,
  to: i32,
  dy: usize,
  stride: i32,
  dw: usize,
  validRows: i32,
  valid: i32,
): void {
  const rowBytes = <usize>(stride * 4);
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  let d = dy + <usize>from * rowBytes;
  const end = offsets + to * 4;
  for (let offset = offsets + from * 4; offset < end; offset += 4) {
    const row = x + load<u32>(offset);
    const d0 = v128.load(d);
    const d1 = v128.load(d, 16);
    d += rowBytes;
    let a = v128.load32_splat(row);
    c00 = multiplyAdd(a, d0, c00);
    c01 = multiplyAdd(a, d1, c01);
    a = v128.load32_splat(row, 4);
    c10 = multiplyAdd(a, d0, c10);
    c11 = multiplyAdd(a, d1, c11);
    a = v128.load32_splat(row, 8);
    c20 = multiplyAdd(a, d0, c20);
    c21 = multiplyAdd(a, d1, c21);
    a = v128.load32_splat(row, 12);
    c30 = multiplyAdd(a, d0, c30);
    c31 = multiplyAdd(a, d1, c31);
  }
  addPair(dw, c00, c01, valid);
  if (validRows > 1) addPair(dw + rowBytes, c10, c11, valid);
  if (validRows > 2) addPair(dw + 2 * rowBytes, c20, c21, valid);
  if (validRows > 3) addPair(dw + 3 * rowBytes, c30, c31, valid);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function addPair(target: usize, c0: v128, c1: v128, valid: i32): void {
  if (valid >= 8) {
    v128.store(target, f32x4.add(v128.load(target), c0));
    v128.store(target, f32x4.add(v128.load(target, 16), c1), 16);
    return;
  }
  addLanes(target, c0, valid);
  addLanes(target + 16, c1, valid - 4);
}

/**
 * dx[offsets[p] + tapOffsets[t] + c] += Σ_n dy[p][n] · w[t][c][n], dy's rows `stride` floats apart. Within a tap no two rows
 * meet, since neighbours lie at least `channels` floats apart. Panels as `packTransposedPanels` makes them.
 */
export function gemmInputGradient(
  dy: usize,
  positions: i32,
  columns: i32,
  stride: i32,
  panels: usize,
  tapOffsets: usize,
  taps: i32,
  channels: i32,
  dx: usize,
  offsets: usize,
  block: i32,
): void {
  for (let from = 0; from < positions; from += block) {
    const last = min(from + block, positions) - 1;
    let panel = panels;
    for (let t = 0; t < taps; t++) {
      const target = dx + load<u32>(tapOffsets + t * 4);
      for (let c = 0; c < channels; c += 8) {
        for (let p = from; p <= last; p += 4)
          inputGradientTile(
            dy,
            p,
            last,
            columns,
            stride,
            panel,
            target + c * 4,
            offsets,
            channels - c,
          );
        panel += <usize>(columns * 32);
      }
    }
  }
}

function inputGradientTile(
  dy: usize,
  p: i32,
  last: i32,
  columns: i32,
  stride: i32,
  panel: usize,
  dx: usize,
  offsets: usize,
  valid: i32,
): void {
  const p1 = min(p + 1, last);
  const p2 = min(p + 2, last);
  const p3 = min(p + 3, last);
  const row0 = dy + p * stride * 4;
  const row1 = dy + p1 * stride * 4;
  const row2 = dy + p2 * stride * 4;
  const row3 = dy + p3 * stride * 4;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = <usize>(columns * 4);
  for (let n: usize = 0; n < end; n += 4) {
    const w0 = v128.load(panel);
    const w1 = v128.load(panel, 16);
    panel += 32;
    let a = v128.load32_splat(row0 + n);
    c00 = multiplyAdd(a, w0, c00);
    c01 = multiplyAdd(a, w1, c01);
    a = v128.load32_splat(row1 + n);
    c10 = multiplyAdd(a, w0, c10);
    c11 = multiplyAdd(a, w1, c11);
    a = v128.load32_splat(row2 + n);
    c20 = multiplyAdd(a, w0, c20);
    c21 = multiplyAdd(a, w1, c21);
    a = v128.load32_splat(row3 + n);
    c30 = multiplyAdd(a, w0, c30);
    c31 = multiplyAdd(a, w1, c31);
  }
  addPair(dx + load<u32>(offsets + p * 4), c00, c01, valid);
  if (p1 > p) addPair(dx + load<u32>(offsets + p1 * 4), c10, c11, valid);
  if (p2 > p1) addPair(dx + load<u32>(offsets + p2 * 4), c20, c21, valid);
  if (p3 > p2) addPair(dx + load<u32>(offsets + p3 * 4), c30, c31, valid);
}

/** sums[n] += Σ_p values[p][n]: a bias's gradient. */
export function addColumnSums(values: usize, rows: i32, columns: i32, sums: usize): void {
  const rowBytes = <usize>(columns * 4);
  for (let n = 0; n < columns; n += 4) {
    const valid = columns - n;
    let value = values + n * 4;
    let sum = f32x4.splat(0);
    for (let p = 0; p < rows; p++) {
      sum = f32x4.add(sum, v128.load(value));
      value += rowBytes;
    }
    addLanes(sums + n * 4, sum, valid);
  }
}

/** Products of small matrices that lie inside larger ones. Steps are in bytes; tiles are those of kernels/gemm.ts. */
import { multiplyAdd, storeLanes } from './lanes';

/**
 * y[i][n] = Σ_k a[i][k] · b[k][n]. Element [i][k] of a lies at i·aRow + k·aColumn: swapped, they read it transposed. The
 * last tile repeats its last row: it computes and stores the same value twice.
 */
export function multiply(
  a: usize,
  aRow: usize,
  aColumn: usize,
  b: usize,
  bRow: usize,
  y: usize,
  yRow: usize,
  rows: i32,
  depth: i32,
  columns: i32,
): void {
  const span = aColumn * <usize>depth;
  for (let n = 0; n < columns; n += 8) {
    for (let i = 0; i < rows; i += 4)
      multiplyTile(a, aRow, aColumn, span, b + n * 4, bRow, y + n * 4, yRow, i, rows - 1, columns - n);
  }
}

function multiplyTile(
  a: usize,
  aRow: usize,
  aColumn: usize,
  span: usize,
  b: usize,
  bRow: usize,
  y: usize,
  yRow: usize,
  i: i32,
  last: i32,
  valid: i32,
): void {
  const i1 = min(i + 1, last);
  const i2 = min(i + 2, last);
  const i3 = min(i + 3, last);
  const row0 = a + <usize>i * aRow;
  const row1 = a + <usize>i1 * aRow;
  const row2 = a + <usize>i2 * aRow;
  const row3 = a + <usize>i3 * aRow;
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  for (let k: usize = 0; k < span; k += aColumn) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    b += bRow;
    let value = v128.load32_splat(row0 + k);
    c00 = multiplyAdd(value, b0, c00);
    c01 = multiplyAdd(value, b1, c01);
    value = v128.load32_splat(row1 + k);
    c10 = multiplyAdd(value, b0, c10);
    c11 = multiplyAdd(value, b1, c11);
    value = v128.load32_splat(row2 + k);
    c20 = multiplyAdd(value, b0, c20);
    c21 = multiplyAdd(value, b1, c21);
    value = v128.load32_splat(row3 + k);
    c30 = multiplyAdd(value, b0, c30);
    c31 = multiplyAdd(value, b1, c31);
  }
  storePair(y + <usize>i * yRow, c00, c01, valid);
  storePair(y + <usize>i1 * yRow, c10, c11, valid);
  storePair(y + <usize>i2 * yRow, c20, c21, valid);
  storePair(y + <usize>i3 * yRow, c30, c31, valid);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function storePair(target: usize, c0: v128, c1: v128, valid: i32): void {
  storeLanes(target, c0, valid);
  storeLanes(target + 16, c1, valid - 4);
}

/** y[n][i] = a[i][n] in blocks of 4×4: y has room for whole blocks, whose lanes past the last row repeat it. */
export function transpose(
  a: usize,
  aRow: usize,
  rows: i32,
  columns: i32,
  y: usize,
  yRow: usize,
): void {
  for (let i = 0; i < rows; i += 4) {
    const row0 = a + <usize>i * aRow;
    const row1 = a + <usize>min(i + 1, rows - 1) * aRow;
    const row2 = a + <usize>min(i + 2, rows - 1) * aRow;
    const row3 = a + <usize>min(i + 3, rows - 1) * aRow;
    for (let n = 0; n < columns; n += 4) {
      const shift = <usize>n * 4;
      const a0 = v128.load(row0 + shift);
      const a1 = v128.load(row1 + shift);
      const a2 = v128.load(row2 + shift);
      const a3 = v128.load(row3 + shift);
      const low01 = v128.shuffle<f32>(a0, a1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(a2, a3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(a0, a1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(a2, a3, 2, 6, 3, 7);
      const target = y + <usize>n * yRow + i * 4;
      v128.store(target, v128.shuffle<i64>(low01, low23, 0, 2));
      v128.store(target + yRow, v128.shuffle<i64>(low01, low23, 1, 3));
      v128.store(target + 2 * yRow, v128.shuffle<i64>(high01, high23, 0, 2));
      v128.store(target + 3 * yRow, v128.shuffle<i64>(high01, high23, 1, 3));
    }
  }
}

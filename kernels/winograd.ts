/**
 * A 3×3 convolution of stride 1 and the 2×2 max-pooling after it, as conv-pool.ts has them, by Winograd's F(2×2, 3×3): the four
 * convolutions of a pooling window come from 16 products where the plain way takes 36 (Lavin and Gray, arXiv:1509.09308).
 * With Bᵀ, G and Aᵀ of §4.1 there: y = Aᵀ[(G w Gᵀ) · (Bᵀ x B)]A, summed over the channels. `t` is the place among the 16.
 */
import { storeLargest } from './conv-pool';
import { loadLanes, multiplyAdd } from './lanes';

/** packed[t][panel][channel][8] = G w Gᵀ of a kernel [3][3][channels][columns]; zeros beyond the last column. */
export function packWinograd(kernel: usize, channels: i32, columns: i32, packed: usize): void {
  const rowBytes = <usize>(columns * 4);
  const tapBytes = <usize>channels * rowBytes;
  const panels = (columns + 7) >> 3;
  const placeBytes = <usize>(panels * channels * 32);
  for (let n = 0; n < panels * 8; n += 4) {
    const valid = columns - n;
    for (let c = 0; c < channels; c++) {
      const source = kernel + <usize>c * rowBytes + n * 4;
      let target = packed + <usize>((n >> 3) * channels + c) * 32 + (n & 4) * 4;
      for (let row = 0; row < 4; row++) {
        const g0 = rowOfG(source, tapBytes, row, valid);
        const g1 = rowOfG(source + tapBytes, tapBytes, row, valid);
        const g2 = rowOfG(source + 2 * tapBytes, tapBytes, row, valid);
        const half = f32x4.splat(0.5);
        const ends = f32x4.add(g0, g2);
        v128.store(target, g0);
        v128.store(target + placeBytes, f32x4.mul(half, f32x4.add(ends, g1)));
        v128.store(target + 2 * placeBytes, f32x4.mul(half, f32x4.sub(ends, g1)));
        v128.store(target + 3 * placeBytes, g2);
        target += 4 * placeBytes;
      }
    }
  }
}

/** Row `row` of G times the three weights of one column of the kernel. */
function rowOfG(source: usize, tapBytes: usize, row: i32, valid: i32): v128 {
  if (valid <= 0) return f32x4.splat(0);
  const w0 = loadLanes(source, valid);
  const w2 = loadLanes(source + 6 * tapBytes, valid);
  if (row == 0) return w0;
  if (row == 3) return w2;
  const w1 = loadLanes(source + 3 * tapBytes, valid);
  const ends = f32x4.add(w0, w2);
  return f32x4.mul(f32x4.splat(0.5), row == 1 ? f32x4.add(ends, w1) : f32x4.sub(ends, w1));
}

/**
 * y and winners as `convPoolForward` gives them. `scratch` holds 64 · (channels + 8) bytes for each of `block` positions;
 * `channels` is a multiple of 4.
 */
export function winogradPoolForward(
  x: usize,
  offsets: usize,
  positions: i32,
  columnStep: usize,
  rowStep: usize,
  channels: i32,
  packed: usize,
  bias: usize,
  y: usize,
  winners: usize,
  columns: i32,
  block: i32,
  scratch: usize,
  floor: f32,
): void {
  const panels = (columns + 7) >> 3;
  for (let from = 0; from < positions; from += block) {
    const rows = min(block, positions - from);
    const products = scratch + <usize>(rows * channels * 64);
    transformImage(x, offsets + from * 4, rows, columnStep, rowStep, channels, scratch);
    for (let panel = 0; panel < panels; panel++) {
      for (let t = 0; t < 16; t++)
        multiply(
          scratch + <usize>(t * rows * channels * 4),
          packed + <usize>((t * panels + panel) * channels * 32),
          rows,
          channels,
          products + <usize>(t * rows * 32),
        );
      const n = panel * 8;
      finish(
        products,
        rows,
        bias ? bias + n * 4 : 0,
        y + <usize>(from * columns + n) * 4,
        winners + <usize>(from * columns + n),
        columns,
        columns - n,
        floor,
      );
    }
  }
}

/** result[t][row][channel] = Bᵀ x B of the 4×4 pixels that a pooling window's convolutions see. */
function transformImage(
  x: usize,
  offsets: usize,
  rows: i32,
  columnStep: usize,
  rowStep: usize,
  channels: i32,
  result: usize,
): void {
  const placeBytes = <usize>(rows * channels * 4);
  for (let row = 0; row < rows; row++) {
    const image = x + load<u32>(offsets + row * 4);
    for (let c: usize = 0; c < <usize>(channels * 4); c += 16) {
      const row0 = image + c;
      const row1 = row0 + rowStep;
      const row2 = row1 + rowStep;
      const row3 = row2 + rowStep;
      transformRow(row0, row2, columnStep, false, result + c, placeBytes);
      transformRow(row1, row2, columnStep, true, result + c + 4 * placeBytes, placeBytes);
      transformRow(row2, row1, columnStep, false, result + c + 8 * placeBytes, placeBytes);
      transformRow(row1, row3, columnStep, false, result + c + 12 * placeBytes, placeBytes);
    }
    result += channels * 4;
  }
}

/** One row of Bᵀ x B, from two rows of pixels that are added or taken from each other. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function transformRow(
  first: usize,
  second: usize,
  columnStep: usize,
  isSum: bool,
  result: usize,
  placeBytes: usize,
): void {
  const b0 = pair(first, second, isSum);
  const b1 = pair(first + columnStep, second + columnStep, isSum);
  const b2 = pair(first + 2 * columnStep, second + 2 * columnStep, isSum);
  const b3 = pair(first + 3 * columnStep, second + 3 * columnStep, isSum);
  v128.store(result, f32x4.sub(b0, b2));
  v128.store(result + placeBytes, f32x4.add(b1, b2));
  v128.store(result + 2 * placeBytes, f32x4.sub(b2, b1));
  v128.store(result + 3 * placeBytes, f32x4.sub(b1, b3));
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function pair(first: usize, second: usize, isSum: bool): v128 {
  const a = v128.load(first);
  const b = v128.load(second);
  return isSum ? f32x4.add(a, b) : f32x4.sub(a, b);
}

/** result[row][8] = rows [rows][channels] · panel [channels][8]. */
function multiply(rows: usize, panel: usize, count: i32, channels: i32, result: usize): void {
  const rowBytes = <usize>(channels * 4);
  const last = count - 1;
  for (let row = 0; row < count; row += 4) {
    // Beyond the last row: that row again, and the same result to the same place.
    const at1 = min(row + 1, last);
    const at2 = min(row + 2, last);
    const at3 = min(row + 3, last);
    const row0 = rows + <usize>row * rowBytes;
    const row1 = rows + <usize>at1 * rowBytes;
    const row2 = rows + <usize>at2 * rowBytes;
    const row3 = rows + <usize>at3 * rowBytes;
    let w = panel;
    let c00 = f32x4.splat(0);
    let c01 = f32x4.splat(0);
    let c10 = f32x4.splat(0);
    let c11 = f32x4.splat(0);
    let c20 = f32x4.splat(0);
    let c21 = f32x4.splat(0);
    let c30 = f32x4.splat(0);
    let c31 = f32x4.splat(0);
    for (let k: usize = 0; k < rowBytes; k += 4) {
      const w0 = v128.load(w);
      const w1 = v128.load(w, 16);
      w += 32;
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
    storePair(result + row * 32, c00, c01);
    storePair(result + at1 * 32, c10, c11);
    storePair(result + at2 * 32, c20, c21);
    storePair(result + at3 * 32, c30, c31);
  }
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function storePair(target: usize, left: v128, right: v128): void {
  v128.store(target, left);
  v128.store(target, right, 16);
}

/** The largest of Aᵀ m A's four, plus the bias, for eight columns. */
function finish(
  products: usize,
  rows: i32,
  bias: usize,
  y: usize,
  winner: usize,
  columns: i32,
  valid: i32,
  floor: f32,
): void {
  const placeBytes = <usize>(rows * 32);
  const b0 = bias ? v128.load(bias) : f32x4.splat(0);
  const b1 = bias ? v128.load(bias, 16) : f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    finishLanes(products, placeBytes, b0, y, winner, valid, floor);
    if (valid > 4)
      finishLanes(products + 16, placeBytes, b1, y + 16, winner + 4, valid - 4, floor);
    products += 32;
    y += columns * 4;
    winner += columns;
  }
}

function finishLanes(
  m: usize,
  placeBytes: usize,
  b: v128,
  y: usize,
  winner: usize,
  valid: i32,
  floor: f32,
): void {
  const rowBytes = <usize>4 * placeBytes;
  const u0 = upper(m, rowBytes);
  const l0 = lower(m, rowBytes);
  m += placeBytes;
  const u1 = upper(m, rowBytes);
  const l1 = lower(m, rowBytes);
  m += placeBytes;
  const u2 = upper(m, rowBytes);
  const l2 = lower(m, rowBytes);
  m += placeBytes;
  const u3 = upper(m, rowBytes);
  const l3 = lower(m, rowBytes);
  storeLargest(
    f32x4.add(b, f32x4.add(f32x4.add(u0, u1), u2)),
    f32x4.add(b, f32x4.sub(f32x4.sub(u1, u2), u3)),
    f32x4.add(b, f32x4.add(f32x4.add(l0, l1), l2)),
    f32x4.add(b, f32x4.sub(f32x4.sub(l1, l2), l3)),
    y,
    winner,
    valid,
    floor,
  );
}

/** The two rows of Aᵀ times one column of m. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function upper(m: usize, rowBytes: usize): v128 {
  const sum = f32x4.add(v128.load(m), v128.load(m + rowBytes));
  return f32x4.add(sum, v128.load(m + 2 * rowBytes));
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function lower(m: usize, rowBytes: usize): v128 {
  const difference = f32x4.sub(v128.load(m + rowBytes), v128.load(m + 2 * rowBytes));
  return f32x4.sub(difference, v128.load(m + 3 * rowBytes));
}

/**
 * Products with a matrix that is mostly zeros. What is left of each column stands in a row of pairs: the place of an input
 * as an offset in bytes, and its weight (CSR of the transposed kernel). Columns follow each other; `starts[n]` is the offset of
 * column n in bytes, and one more start ends the last.
 */
import { multiplyAdd } from './lanes';
import { transpose } from './product';

/** w[k][n] as pairs: there is room for as many as there are weights that are not zero. */
export function packSparse(
  w: usize,
  rows: i32,
  columns: i32,
  starts: usize,
  pairs: usize,
): void {
  let target = pairs;
  for (let n = 0; n < columns; n++) {
    store<u32>(starts + n * 4, <u32>(target - pairs));
    let source = w + n * 4;
    for (let k = 0; k < rows; k++) {
      const weight = load<f32>(source);
      if (weight != 0) {
        store<u32>(target, k * 4);
        store<f32>(target, weight, 4);
        target += 8;
      }
      source += columns * 4;
    }
  }
  store<u32>(starts + columns * 4, <u32>(target - pairs));
}

/** One row; four sums, since one would wait for itself. */
function sparseRow(
  x: usize,
  starts: usize,
  pairs: usize,
  bias: usize,
  y: usize,
  columns: i32,
  floor: f32,
): void {
  let pair = pairs;
  for (let n = 0; n < columns; n++) {
    const end = pairs + load<u32>(starts + n * 4, 4);
    let s0: f32 = bias ? load<f32>(bias + n * 4) : 0;
    let s1: f32 = 0;
    let s2: f32 = 0;
    let s3: f32 = 0;
    for (; pair + 32 <= end; pair += 32) {
      s0 += load<f32>(x + load<u32>(pair)) * load<f32>(pair, 4);
      s1 += load<f32>(x + load<u32>(pair, 8)) * load<f32>(pair, 12);
      s2 += load<f32>(x + load<u32>(pair, 16)) * load<f32>(pair, 20);
      s3 += load<f32>(x + load<u32>(pair, 24)) * load<f32>(pair, 28);
    }
    for (; pair < end; pair += 8) s0 += load<f32>(x + load<u32>(pair)) * load<f32>(pair, 4);
    const sum = s0 + s1 + (s2 + s3);
    // Not max: a NaN passes, so that a diverged run is seen.
    store<f32>(y + n * 4, sum < floor ? floor : sum);
  }
}

/** Up to sixteen rows side by side in `scratch`. */
function sparseBlock(
  x: usize,
  rows: i32,
  depth: i32,
  starts: usize,
  pairs: usize,
  bias: usize,
  y: usize,
  columns: i32,
  low: v128,
  scratch: usize,
): void {
  transpose(x, depth * 4, rows, depth, scratch, 64);
  const stride = <usize>(columns * 4);
  let pair = pairs;
  for (let n = 0; n < columns; n++) {
    const end = pairs + load<u32>(starts + n * 4, 4);
    let c0 = bias ? v128.load32_splat(bias + n * 4) : f32x4.splat(0);
    let c1 = c0;
    let c2 = c0;
    let c3 = c0;
    for (; pair < end; pair += 8) {
      const source = scratch + (load<u32>(pair) << 4);
      const weight = v128.load32_splat(pair, 4);
      c0 = multiplyAdd(v128.load(source), weight, c0);
      c1 = multiplyAdd(v128.load(source, 16), weight, c1);
      c2 = multiplyAdd(v128.load(source, 32), weight, c2);
      c3 = multiplyAdd(v128.load(source, 48), weight, c3);
    }
    storeColumn(y, stride, f32x4.pmax(c0, low), rows);
    storeColumn(y + 4 * stride, stride, f32x4.pmax(c1, low), rows - 4);
    storeColumn(y + 8 * stride, stride, f32x4.pmax(c2, low), rows - 8);
    storeColumn(y + 12 * stride, stride, f32x4.pmax(c3, low), rows - 12);
    y += 4;
  }
}

/** The first `count` lanes one under another. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function storeColumn(target: usize, stride: usize, lanes: v128, count: i32): void {
  if (count > 0) v128.store_lane<f32>(target, lanes, 0);
  if (count > 1) v128.store_lane<f32>(target + stride, lanes, 1);
  if (count > 2) v128.store_lane<f32>(target + 2 * stride, lanes, 2);
  if (count > 3) v128.store_lane<f32>(target + 3 * stride, lanes, 3);
}

/**
 * y[p][n] = max(bias[n] + row p of x · column n, floor). `bias` may be 0; `scratch` has room for sixteen floats an input, and
 * for three inputs more.
 */
export function sparseForward(
  x: usize,
  rows: i32,
  depth: i32,
  starts: usize,
  pairs: usize,
  bias: usize,
  y: usize,
  columns: i32,
  floor: f32,
  scratch: usize,
): void {
  const low = f32x4.splat(floor);
  const rowBytes = <usize>(depth * 4);
  const outBytes = <usize>(columns * 4);
  let left = rows;
  // A block costs what four rows do one by one.
  while (left >= 4) {
    const block = min(left, 16);
    sparseBlock(x, block, depth, starts, pairs, bias, y, columns, low, scratch);
    x += <usize>block * rowBytes;
    y += <usize>block * outBytes;
    left -= block;
  }
  for (; left > 0; left--) {
    sparseRow(x, starts, pairs, bias, y, columns, floor);
    x += rowBytes;
    y += outBytes;
  }
}

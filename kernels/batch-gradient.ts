/**
 * The gradient of a dense layer's kernel, once for a whole batch: each of its many weights is written once, and no partial
 * sums pass through memory. What the product reads is packed while it is in the cache, as columns side by side.
 */
import { addLanes, multiplyAdd, storeLanes } from './lanes';

/** Images whose packed columns stay in the L1 cache. */
const block: i32 = 128;

/**
 * values[p][c] as [⌈c / width⌉][batchRows][width], for rows that lie together in the batch: `target` is the first one's
 * place. `width` is 4 or 8; lanes after the last column hold anything.
 */
export function packBatchRows(
  values: usize,
  rows: i32,
  columns: i32,
  width: i32,
  batchRows: i32,
  target: usize,
): void {
  const rowBytes = <usize>(width * 4);
  for (let p = 0; p < rows; p++) {
    let place = target + <usize>p * rowBytes;
    for (let c = 0; c < columns; c += width) {
      const source = values + c * 4;
      v128.store(place, v128.load(source));
      if (width > 4) v128.store(place, v128.load(source, 16), 16);
      place += <usize>batchRows * rowBytes;
    }
    values += columns * 4;
  }
}

/**
 * dw[k][n] = Σ_p x[p][k] · dy[p][n] for `rows` rows of dw, over the images of a batch in order. x packed by fours from
 * the first of these rows on, dy by eights, as `packBatchRows` does.
 */
export function batchWeightGradient(
  x: usize,
  dy: usize,
  batchRows: i32,
  dw: usize,
  rows: i32,
  columns: i32,
): void {
  for (let from = 0; from < batchRows; from += block) {
    const images = min(block, batchRows - from);
    for (let n = 0; n < columns; n += 8) {
      const panel = dy + (<usize>(n >> 3) * batchRows + from) * 32;
      for (let k = 0; k < rows; k += 4)
        gradientTile(
          x + (<usize>(k >> 2) * batchRows + from) * 16,
          panel,
          images,
          dw + (k * columns + n) * 4,
          rows - k,
          columns,
          columns - n,
          from > 0,
        );
    }
  }
}

function gradientTile(
  x: usize,
  dy: usize,
  images: i32,
  dw: usize,
  validRows: i32,
  columns: i32,
  valid: i32,
  isFurther: bool,
): void {
  let c00 = f32x4.splat(0);
  let c01 = c00;
  let c10 = c00;
  let c11 = c00;
  let c20 = c00;
  let c21 = c00;
  let c30 = c00;
  let c31 = c00;
  const end = dy + images * 32;
  while (dy < end) {
    const d0 = v128.load(dy);
    const d1 = v128.load(dy, 16);
    dy += 32;
    let a = v128.load32_splat(x);
    c00 = multiplyAdd(a, d0, c00);
    c01 = multiplyAdd(a, d1, c01);
    a = v128.load32_splat(x, 4);
    c10 = multiplyAdd(a, d0, c10);
    c11 = multiplyAdd(a, d1, c11);
    a = v128.load32_splat(x, 8);
    c20 = multiplyAdd(a, d0, c20);
    c21 = multiplyAdd(a, d1, c21);
    a = v128.load32_splat(x, 12);
    c30 = multiplyAdd(a, d0, c30);
    c31 = multiplyAdd(a, d1, c31);
    x += 16;
  }
  const rowBytes = <usize>(columns * 4);
  putPair(dw, c00, c01, valid, isFurther);
  if (validRows > 1) putPair(dw + rowBytes, c10, c11, valid, isFurther);
  if (validRows > 2) putPair(dw + 2 * rowBytes, c20, c21, valid, isFurther);
  if (validRows > 3) putPair(dw + 3 * rowBytes, c30, c31, valid, isFurther);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function putPair(target: usize, c0: v128, c1: v128, valid: i32, isFurther: bool): void {
  if (isFurther) {
    addLanes(target, c0, valid);
    addLanes(target + 16, c1, valid - 4);
  } else {
    storeLanes(target, c0, valid);
    storeLanes(target + 16, c1, valid - 4);
  }
}

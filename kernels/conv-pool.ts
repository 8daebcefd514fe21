/**
 * A convolution and the 2×2 max-pooling after it in one pass. Only what a pooling window covers is computed, and only the
 * largest of four is stored, with its place ("winner", 0 to 3 row by row). Backward, the gradient of a pooling is zero but
 * at the winners, so the products with it become a few updates for each winner instead of dense matrix products.
 * Windows, segments and panels are those of gemm.ts; `offsets` are those of each pooling window's first convolution.
 */
import { loadLanes, multiplyAdd, storeLanes } from './lanes';

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

// @ts-ignore: decorator
@inline
function storeLargest(
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

// @ts-ignore: decorator
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

/**
 * Gradients of images that `convPoolForward` took: dw[n][k] += Σ g · x (unless dw is 0) and dx += g · w[n] (unless dx is
 * 0), for every winner's gradient g = dy ≠ 0; dbias[n] += Σ dy (unless 0). dw and w are [columns][segments][segmentLength
 * rounded up to 4]. `lists` is scratch: 4 · positions counts, then as many lists of `columns` entries of 8 bytes.
 */
export function convPoolGradient(
  images: i32,
  x: usize,
  imageBytes: usize,
  offsets: usize,
  positions: i32,
  columnStep: usize,
  rowStep: usize,
  segments: i32,
  segmentStride: usize,
  segmentLength: i32,
  dy: usize,
  winners: usize,
  columns: i32,
  lists: usize,
  dbias: usize,
  dw: usize,
  w: usize,
  dx: usize,
): void {
  const vectors = (segmentLength + 3) >> 2;
  const segmentPlaces = <usize>(vectors * 16);
  const rowBytes = <usize>segments * segmentPlaces;
  for (let i = 0; i < images; i++) {
    listWinners(dy, winners, positions, columns, lists, dbias, rowBytes);
    let s = 0;
    while (s < segments) {
      // Segments as short as a first layer's are taken three at a time.
      const rows = vectors <= 2 && dx == 0 && segments - s >= 3 ? 3 : 1;
      const shift = <usize>s * segmentStride;
      const place = <usize>s * segmentPlaces;
      if (dw)
        for (let v = 0, width = 0; v < vectors; v += width) {
          width = rows == 3 ? 1 : widthFor(vectors - v, 12);
          scatterToWeights(
            x + shift + v * 16,
            dw + place + v * 16,
            width,
            rows,
            segmentStride,
            segmentPlaces,
            offsets,
            positions,
            columnStep,
            rowStep,
            columns,
            lists,
          );
        }
      if (dx)
        for (let v = 0, width = 0; v < vectors; v += width) {
          width = widthFor(vectors - v, 8);
          scatterToInput(
            w + place + v * 16,
            dx + shift + v * 16,
            width,
            segmentLength - v * 4,
            offsets,
            positions,
            columnStep,
            rowStep,
            columns,
            lists,
          );
        }
      s += rows;
    }
    x += imageBytes;
    if (dx) dx += imageBytes;
    dy += positions * columns * 4;
    winners += positions * columns;
  }
}

/** Vectors of a window taken together: they stay in registers, and their part of w or dw in the L1 cache. */
// @ts-ignore: decorator
@inline
function widthFor(vectors: i32, most: i32): i32 {
  return vectors >= 12 && most >= 12 ? 12 : vectors >= 8 ? 8 : vectors >= 4 ? 4 : 1;
}

/**
 * For each of a window's four convolutions the columns that won with a gradient: [n · rowBytes, g]. The four lengths grow
 * in 16 bits each of one register: in memory each would wait for the one before.
 */
function listWinners(
  dy: usize,
  winners: usize,
  positions: i32,
  columns: i32,
  lists: usize,
  dbias: usize,
  rowBytes: usize,
): void {
  const listBytes = <usize>(columns * 8);
  let list = lists + positions * 16;
  for (let p = 0; p < positions; p++) {
    let lengths: u64 = 0;
    let row: u64 = 0;
    for (let n = 0; n < columns; n++) {
      const g = load<u32>(dy + n * 4);
      const place = <usize>load<u8>(winners + n);
      const shift = <u64>(place << 4);
      const length = <usize>((lengths >> shift) & 0xffff);
      store<u64>(list + place * listBytes + length * 8, row | ((<u64>g) << 32));
      // Twice the bits lose the sign: −0 is no gradient either.
      lengths += (<u64>(g << 1 != 0)) << shift;
      row += rowBytes;
    }
    const counts = lists + p * 16;
    for (let q = 0; q < 4; q++) {
      store<u32>(counts + q * 4, <u32>(lengths & 0xffff));
      lengths >>= 16;
    }
    if (dbias) addRow(dbias, dy, columns);
    list += 4 * listBytes;
    dy += columns * 4;
    winners += columns;
  }
}

function addRow(target: usize, source: usize, count: i32): void {
  for (let n = 0; n < count; n += 4) {
    const sum = f32x4.add(v128.load(target + n * 4), v128.load(source + n * 4));
    storeLanes(target + n * 4, sum, count - n);
  }
}

function scatterToWeights(
  x: usize,
  dw: usize,
  width: i32,
  rows: i32,
  segmentStride: usize,
  segmentPlaces: usize,
  offsets: usize,
  positions: i32,
  columnStep: usize,
  rowStep: usize,
  columns: i32,
  lists: usize,
): void {
  const listBytes = <usize>(columns * 8);
  let list = lists + positions * 16;
  for (let p = 0; p < positions; p++) {
    const window = <usize>load<u32>(offsets + p * 4);
    for (let q = 0; q < 4; q++) {
      const count = load<u32>(lists + (p * 4 + q) * 4);
      const end = list + count * 8;
      const at = window + (q & 1 ? columnStep : 0) + (q & 2 ? rowStep : 0);
      if (count) {
        if (rows == 3) addToWeightRows3(x + at, segmentStride, dw, segmentPlaces, list, end);
        else if (width == 12) addToWeights12(x + at, dw, list, end);
        else if (width == 8) addToWeights8(x + at, dw, list, end);
        else if (width == 4) addToWeights4(x + at, dw, list, end);
        else addToWeights1(x + at, dw, list, end);
      }
      list += listBytes;
    }
  }
}

function scatterToInput(
  w: usize,
  dx: usize,
  width: i32,
  valid: i32,
  offsets: usize,
  positions: i32,
  columnStep: usize,
  rowStep: usize,
  columns: i32,
  lists: usize,
): void {
  const listBytes = <usize>(columns * 8);
  let list = lists + positions * 16;
  for (let p = 0; p < positions; p++) {
    const window = <usize>load<u32>(offsets + p * 4);
    for (let q = 0; q < 4; q++) {
      const count = load<u32>(lists + (p * 4 + q) * 4);
      const end = list + count * 8;
      const at = window + (q & 1 ? columnStep : 0) + (q & 2 ? rowStep : 0);
      if (count) {
        if (width == 8) addToInput8(dx + at, w, list, end);
        else if (width == 4) addToInput4(dx + at, w, list, end);
        else addToInput1(dx + at, w, list, end, valid);
      }
      list += listBytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function addProduct(target: usize, g: v128, x: v128): void {
  v128.store(target, multiplyAdd(g, x, v128.load(target)));
}

function addToWeights12(x: usize, dw: usize, list: usize, end: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  const x2 = v128.load(x, 32);
  const x3 = v128.load(x, 48);
  const x4 = v128.load(x, 64);
  const x5 = v128.load(x, 80);
  const x6 = v128.load(x, 96);
  const x7 = v128.load(x, 112);
  const x8 = v128.load(x, 128);
  const x9 = v128.load(x, 144);
  const x10 = v128.load(x, 160);
  const x11 = v128.load(x, 176);
  for (; list < end; list += 8) {
    const row = dw + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    addProduct(row, g, x0);
    addProduct(row + 16, g, x1);
    addProduct(row + 32, g, x2);
    addProduct(row + 48, g, x3);
    addProduct(row + 64, g, x4);
    addProduct(row + 80, g, x5);
    addProduct(row + 96, g, x6);
    addProduct(row + 112, g, x7);
    addProduct(row + 128, g, x8);
    addProduct(row + 144, g, x9);
    addProduct(row + 160, g, x10);
    addProduct(row + 176, g, x11);
  }
}

function addToWeights8(x: usize, dw: usize, list: usize, end: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  const x2 = v128.load(x, 32);
  const x3 = v128.load(x, 48);
  const x4 = v128.load(x, 64);
  const x5 = v128.load(x, 80);
  const x6 = v128.load(x, 96);
  const x7 = v128.load(x, 112);
  for (; list < end; list += 8) {
    const row = dw + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    addProduct(row, g, x0);
    addProduct(row + 16, g, x1);
    addProduct(row + 32, g, x2);
    addProduct(row + 48, g, x3);
    addProduct(row + 64, g, x4);
    addProduct(row + 80, g, x5);
    addProduct(row + 96, g, x6);
    addProduct(row + 112, g, x7);
  }
}

function addToWeights4(x: usize, dw: usize, list: usize, end: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x, 16);
  const x2 = v128.load(x, 32);
  const x3 = v128.load(x, 48);
  for (; list < end; list += 8) {
    const row = dw + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    addProduct(row, g, x0);
    addProduct(row + 16, g, x1);
    addProduct(row + 32, g, x2);
    addProduct(row + 48, g, x3);
  }
}

function addToWeights1(x: usize, dw: usize, list: usize, end: usize): void {
  const x0 = v128.load(x);
  for (; list < end; list += 8)
    addProduct(dw + load<u32>(list), v128.load32_splat(list, 4), x0);
}

/** One vector each of three segments. */
function addToWeightRows3(
  x: usize,
  segmentStride: usize,
  dw: usize,
  segmentPlaces: usize,
  list: usize,
  end: usize,
): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x + segmentStride);
  const x2 = v128.load(x + 2 * segmentStride);
  for (; list < end; list += 8) {
    const row = dw + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    addProduct(row, g, x0);
    addProduct(row + segmentPlaces, g, x1);
    addProduct(row + 2 * segmentPlaces, g, x2);
  }
}

function addToInput8(dx: usize, w: usize, list: usize, end: usize): void {
  let d0 = v128.load(dx);
  let d1 = v128.load(dx, 16);
  let d2 = v128.load(dx, 32);
  let d3 = v128.load(dx, 48);
  let d4 = v128.load(dx, 64);
  let d5 = v128.load(dx, 80);
  let d6 = v128.load(dx, 96);
  let d7 = v128.load(dx, 112);
  for (; list < end; list += 8) {
    const row = w + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    d0 = multiplyAdd(g, v128.load(row), d0);
    d1 = multiplyAdd(g, v128.load(row, 16), d1);
    d2 = multiplyAdd(g, v128.load(row, 32), d2);
    d3 = multiplyAdd(g, v128.load(row, 48), d3);
    d4 = multiplyAdd(g, v128.load(row, 64), d4);
    d5 = multiplyAdd(g, v128.load(row, 80), d5);
    d6 = multiplyAdd(g, v128.load(row, 96), d6);
    d7 = multiplyAdd(g, v128.load(row, 112), d7);
  }
  v128.store(dx, d0);
  v128.store(dx, d1, 16);
  v128.store(dx, d2, 32);
  v128.store(dx, d3, 48);
  v128.store(dx, d4, 64);
  v128.store(dx, d5, 80);
  v128.store(dx, d6, 96);
  v128.store(dx, d7, 112);
}

function addToInput4(dx: usize, w: usize, list: usize, end: usize): void {
  let d0 = v128.load(dx);
  let d1 = v128.load(dx, 16);
  let d2 = v128.load(dx, 32);
  let d3 = v128.load(dx, 48);
  for (; list < end; list += 8) {
    const row = w + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    d0 = multiplyAdd(g, v128.load(row), d0);
    d1 = multiplyAdd(g, v128.load(row, 16), d1);
    d2 = multiplyAdd(g, v128.load(row, 32), d2);
    d3 = multiplyAdd(g, v128.load(row, 48), d3);
  }
  v128.store(dx, d0);
  v128.store(dx, d1, 16);
  v128.store(dx, d2, 32);
  v128.store(dx, d3, 48);
}

function addToInput1(dx: usize, w: usize, list: usize, end: usize, valid: i32): void {
  let d = loadLanes(dx, valid);
  for (; list < end; list += 8)
    d = multiplyAdd(v128.load32_splat(list, 4), v128.load(w + load<u32>(list)), d);
  storeLanes(dx, d, valid);
}

/** w[k][n] as [n][segments][segmentLength rounded up to 4], zeros in the gaps. */
export function packColumns(
  w: usize,
  segments: i32,
  segmentLength: i32,
  columns: i32,
  packed: usize,
): void {
  const padded = (segmentLength + 3) & ~3;
  memory.fill(packed, 0, columns * segments * padded * 4);
  for (let s = 0; s < segments; s++) {
    for (let k = 0; k < segmentLength; k++) {
      let target = packed + (s * padded + k) * 4;
      for (let n = 0; n < columns; n++) {
        store<f32>(target, load<f32>(w));
        w += 4;
        target += segments * padded * 4;
      }
    }
  }
}

/** w[k][n] += packed[n][k]: the way back from `packColumns`. */
export function addPackedColumns(
  packed: usize,
  segments: i32,
  segmentLength: i32,
  columns: i32,
  w: usize,
): void {
  const padded = (segmentLength + 3) & ~3;
  for (let s = 0; s < segments; s++) {
    for (let k = 0; k < segmentLength; k++) {
      let source = packed + (s * padded + k) * 4;
      for (let n = 0; n < columns; n++) {
        store<f32>(w, load<f32>(w) + load<f32>(source));
        w += 4;
        source += segments * padded * 4;
      }
    }
  }
}

/** Backward of kernels/conv-pool.ts: a few updates for each winner. */
import { storeLanes } from './lanes';
import {
  addToInput1,
  addToInput4,
  addToInput8,
  addToWeightRows3,
  addToWeights1,
  addToWeights12,
  addToWeights4,
  addToWeights8,
} from './scatter';

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

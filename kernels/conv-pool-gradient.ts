/** Backward of kernels/conv-pool.ts: a few updates for each winner. */
import { storeLanes } from './lanes';
import { addRows1, addRows3, addRows4, addRows8 } from './scatter';

/** Pooling windows whose part of the image stays in the L1 cache while it goes to one column's weights after another. */
const windowsAtOnce = 32;

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
  const rowBytes = <usize>(segments * vectors * 16);
  if (dbias) addRows(dbias, dy, images * positions, columns);
  for (let i = 0; i < images; i++) {
    if (dw)
      for (let p = 0; p < positions; p += windowsAtOnce) {
        const count = min(positions - p, windowsAtOnce);
        const skipped = p * columns;
        listByColumn(
          dy + skipped * 4,
          winners + skipped,
          offsets + p * 4,
          count,
          columnStep,
          rowStep,
          columns,
          lists,
        );
        addToWeights(x, dw, count, segments, segmentStride, vectors, columns, lists);
      }
    if (dx) {
      listByWindow(dy, winners, positions, columns, lists, rowBytes);
      addToImage(
        w,
        dx,
        offsets,
        positions,
        columnStep,
        rowStep,
        segments,
        segmentStride,
        segmentLength,
        columns,
        lists,
      );
      dx += imageBytes;
    }
    x += imageBytes;
    dy += positions * columns * 4;
    winners += positions * columns;
  }
}

function addRows(target: usize, rows: usize, count: i32, columns: i32): void {
  for (let row = 0; row < count; row++) {
    for (let n = 0; n < columns; n += 4) {
      const sum = f32x4.add(v128.load(target + n * 4), v128.load(rows + n * 4));
      storeLanes(target + n * 4, sum, columns - n);
    }
    rows += columns * 4;
  }
}

/** Vectors of a window taken together: as many as stay in registers. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function widthFor(vectors: i32): i32 {
  return vectors >= 8 ? 8 : vectors >= 4 ? 4 : 1;
}

/**
 * For each column the windows that it won with a gradient: [where the winning convolution's own window begins, g]. `lists`
 * are the four steps from a pooling window to its convolutions, `columns` lengths, then lists of `count` entries.
 */
function listByColumn(
  dy: usize,
  winners: usize,
  offsets: usize,
  count: i32,
  columnStep: usize,
  rowStep: usize,
  columns: i32,
  lists: usize,
): void {
  const steps = lists;
  store<u32>(steps, 0);
  store<u32>(steps + 4, <u32>columnStep);
  store<u32>(steps + 8, <u32>rowStep);
  store<u32>(steps + 12, <u32>(columnStep + rowStep));
  const lengths = lists + 16;
  const listBytes = <usize>(count * 8);
  let list = lengths + columns * 4;
  const rowEnd = <usize>(count * columns);
  for (let n = 0; n < columns; n++) {
    let end = list;
    let offset = offsets;
    for (let from: usize = n; from < rowEnd; from += columns) {
      const g = load<u32>(dy + from * 4);
      const place = <usize>load<u8>(winners + from);
      store<u32>(end, load<u32>(offset) + load<u32>(steps + place * 4));
      store<u32>(end, g, 4);
      // Twice the bits lose the sign: −0 is no gradient either.
      end += <usize>(g << 1 != 0) << 3;
      offset += 4;
    }
    store<u32>(lengths + n * 4, <u32>(end - list));
    list += listBytes;
  }
}

function addToWeights(
  x: usize,
  dw: usize,
  count: i32,
  segments: i32,
  segmentStride: usize,
  vectors: i32,
  columns: i32,
  lists: usize,
): void {
  const segmentPlaces = <usize>(vectors * 16);
  const rowBytes = <usize>segments * segmentPlaces;
  const lengths = lists + 16;
  const listBytes = <usize>(count * 8);
  let s = 0;
  while (s < segments) {
    // Segments as short as a first layer's are taken three at a time.
    const rows = vectors <= 2 && segments - s >= 3 ? 3 : 1;
    for (let v = 0, width = 0; v < vectors; v += width) {
      width = rows == 3 ? 1 : widthFor(vectors - v);
      const from = x + <usize>s * segmentStride + v * 16;
      let target = dw + <usize>s * segmentPlaces + v * 16;
      let list = lengths + columns * 4;
      for (let n = 0; n < columns; n++) {
        const end = list + load<u32>(lengths + n * 4);
        if (rows == 3) addRows3(target, segmentPlaces, from, segmentStride, list, end);
        else if (width == 8) addRows8(target, from, list, end);
        else if (width == 4) addRows4(target, from, list, end);
        else addRows1(target, from, list, end, 4);
        target += rowBytes;
        list += listBytes;
      }
    }
    s += rows;
  }
}

/**
 * For each of a window's four convolutions the columns that won with a gradient: [n · rowBytes, g]. The four lengths grow
 * in 16 bits each of one register: in memory each would wait for the one before.
 */
function listByWindow(
  dy: usize,
  winners: usize,
  positions: i32,
  columns: i32,
  lists: usize,
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
      lengths += (<u64>(g << 1 != 0)) << shift;
      row += rowBytes;
    }
    const counts = lists + p * 16;
    for (let q = 0; q < 4; q++) {
      store<u32>(counts + q * 4, <u32>(lengths & 0xffff));
      lengths >>= 16;
    }
    list += 4 * listBytes;
    dy += columns * 4;
    winners += columns;
  }
}

function addToImage(
  w: usize,
  dx: usize,
  offsets: usize,
  positions: i32,
  columnStep: usize,
  rowStep: usize,
  segments: i32,
  segmentStride: usize,
  segmentLength: i32,
  columns: i32,
  lists: usize,
): void {
  const vectors = (segmentLength + 3) >> 2;
  for (let s = 0; s < segments; s++) {
    for (let v = 0, width = 0; v < vectors; v += width) {
      width = widthFor(vectors - v);
      addToWindows(
        w + v * 16,
        dx + v * 16,
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
    w += vectors * 16;
    dx += segmentStride;
  }
}

function addToWindows(
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
        if (width == 8) addRows8(dx + at, w, list, end);
        else if (width == 4) addRows4(dx + at, w, list, end);
        else addRows1(dx + at, w, list, end, valid);
      }
      list += listBytes;
    }
  }
}

/**
 * Sparse updates with one window's floats, for the list of columns that won it: entries of 8 bytes, [byte offset of the
 * column's row in w or dw, g]. The number in a name is how many vectors stay in registers; wider ones spill in V8.
 */
import { loadLanes, multiplyAdd, storeLanes } from './lanes';

// @ts-ignore: decorator
@inline
function addProduct(target: usize, g: v128, x: v128): void {
  v128.store(target, multiplyAdd(g, x, v128.load(target)));
}

export function addToWeights12(x: usize, dw: usize, list: usize, end: usize): void {
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

export function addToWeights8(x: usize, dw: usize, list: usize, end: usize): void {
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

export function addToWeights4(x: usize, dw: usize, list: usize, end: usize): void {
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

export function addToWeights1(x: usize, dw: usize, list: usize, end: usize): void {
  const x0 = v128.load(x);
  for (; list < end; list += 8)
    addProduct(dw + load<u32>(list), v128.load32_splat(list, 4), x0);
}

/** One vector each of three segments. */
export function addToWeightRows3(
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

export function addToInput8(dx: usize, w: usize, list: usize, end: usize): void {
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

export function addToInput4(dx: usize, w: usize, list: usize, end: usize): void {
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

export function addToInput1(dx: usize, w: usize, list: usize, end: usize, valid: i32): void {
  let d = loadLanes(dx, valid);
  for (; list < end; list += 8)
    d = multiplyAdd(v128.load32_splat(list, 4), v128.load(w + load<u32>(list)), d);
  storeLanes(dx, d, valid);
}

/**
 * target += Σ g · row over a list of entries of 8 bytes, [byte offset of the row, g]. The number in a name is how many
 * vectors of the target stay in registers; twelve spill in V8.
 */
import { loadLanes, multiplyAdd, storeLanes } from './lanes';

export function addRows8(target: usize, rows: usize, list: usize, end: usize): void {
  let d0 = v128.load(target);
  let d1 = v128.load(target, 16);
  let d2 = v128.load(target, 32);
  let d3 = v128.load(target, 48);
  let d4 = v128.load(target, 64);
  let d5 = v128.load(target, 80);
  let d6 = v128.load(target, 96);
  let d7 = v128.load(target, 112);
  for (; list < end; list += 8) {
    const row = rows + load<u32>(list);
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
  v128.store(target, d0);
  v128.store(target, d1, 16);
  v128.store(target, d2, 32);
  v128.store(target, d3, 48);
  v128.store(target, d4, 64);
  v128.store(target, d5, 80);
  v128.store(target, d6, 96);
  v128.store(target, d7, 112);
}

export function addRows4(target: usize, rows: usize, list: usize, end: usize): void {
  let d0 = v128.load(target);
  let d1 = v128.load(target, 16);
  let d2 = v128.load(target, 32);
  let d3 = v128.load(target, 48);
  for (; list < end; list += 8) {
    const row = rows + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    d0 = multiplyAdd(g, v128.load(row), d0);
    d1 = multiplyAdd(g, v128.load(row, 16), d1);
    d2 = multiplyAdd(g, v128.load(row, 32), d2);
    d3 = multiplyAdd(g, v128.load(row, 48), d3);
  }
  v128.store(target, d0);
  v128.store(target, d1, 16);
  v128.store(target, d2, 32);
  v128.store(target, d3, 48);
}

/** The first `valid` floats of one vector. */
export function addRows1(target: usize, rows: usize, list: usize, end: usize, valid: i32): void {
  let d = loadLanes(target, valid);
  for (; list < end; list += 8)
    d = multiplyAdd(v128.load32_splat(list, 4), v128.load(rows + load<u32>(list)), d);
  storeLanes(target, d, valid);
}

/** One vector each of three segments. */
export function addRows3(
  target: usize,
  targetStride: usize,
  rows: usize,
  rowStride: usize,
  list: usize,
  end: usize,
): void {
  let d0 = v128.load(target);
  let d1 = v128.load(target + targetStride);
  let d2 = v128.load(target + 2 * targetStride);
  for (; list < end; list += 8) {
    const row = rows + load<u32>(list);
    const g = v128.load32_splat(list, 4);
    d0 = multiplyAdd(g, v128.load(row), d0);
    d1 = multiplyAdd(g, v128.load(row + rowStride), d1);
    d2 = multiplyAdd(g, v128.load(row + 2 * rowStride), d2);
  }
  v128.store(target, d0);
  v128.store(target + targetStride, d1);
  v128.store(target + 2 * targetStride, d2);
}

import { loadLanes, maxLanes } from './lanes';

/** Widens two floats, the smallest and largest value so far, by `count` more; 0 counts as seen, NaN as not. */
export function widenExtent(x: usize, count: i32, ends: usize): void {
  let low = v128.load32_splat(ends);
  let high = v128.load32_splat(ends, 4);
  for (let i = 0; i < count; i += 4) {
    const values = loadLanes(x + i * 4, count - i);
    low = f32x4.pmin(low, values);
    high = f32x4.pmax(high, values);
  }
  store<f32>(ends, 0 - maxLanes(f32x4.neg(low)));
  store<f32>(ends, maxLanes(high), 4);
}

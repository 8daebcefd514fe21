import { loadLanes, storeLanes } from './lanes';

/** y = a + b, element by element; y may be a or b. */
export function sum(a: usize, b: usize, y: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const left = count - i;
    storeLanes(y + i * 4, f32x4.add(loadLanes(a + i * 4, left), loadLanes(b + i * 4, left)), left);
  }
}

/** y = a. */
export function copy(a: usize, y: usize, bytes: usize): void {
  memory.copy(y, a, bytes);
}

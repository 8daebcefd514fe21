/** What is learned for each place of a sequence. */
import { storeLanes } from './lanes';

/** y[i][j] = x[i][j] + table[j], for `images` lists of `count` floats. */
export function addTable(x: usize, table: usize, y: usize, images: i32, count: i32): void {
  for (let i = 0; i < images; i++) {
    for (let j = 0; j < count; j += 4) {
      const sum = f32x4.add(v128.load(x + j * 4), v128.load(table + j * 4));
      storeLanes(y + j * 4, sum, count - j);
    }
    x += count * 4;
    y += count * 4;
  }
}

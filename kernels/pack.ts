/** Weights laid out as the products read them. Done once for each change of the weights. */
import { loadLanes } from './lanes';

/** w[k][n], rows `stride` floats apart, as panels of eight columns, [⌈n/8⌉][k][8], zeros after the last column. */
export function packPanels(
  w: usize,
  rows: i32,
  columns: i32,
  stride: i32,
  panels: usize,
): void {
  for (let n = 0; n < columns; n += 8) {
    const valid = columns - n;
    let source = w + n * 4;
    for (let k = 0; k < rows; k++) {
      v128.store(panels, loadLanes(source, valid));
      v128.store(panels, valid > 4 ? loadLanes(source + 16, valid - 4) : f32x4.splat(0), 16);
      panels += 32;
      source += stride * 4;
    }
  }
}

/** w[c][n], rows `stride` floats apart, as panels of eight rows, [⌈c/8⌉][n][8], zeros after the last row. */
export function packTransposedPanels(
  w: usize,
  rows: i32,
  columns: i32,
  stride: i32,
  panels: usize,
): void {
  for (let c = 0; c < rows; c += 8) {
    transposePanel(w + c * stride * 4, min(8, rows - c), columns, stride, panels);
    panels += <usize>(columns * 32);
  }
}

function transposePanel(
  source: usize,
  valid: i32,
  columns: i32,
  stride: i32,
  panel: usize,
): void {
  if (valid < 8) memory.fill(panel, 0, columns * 32);
  for (let j = 0; j < valid; j++) {
    const row = source + j * stride * 4;
    for (let n = 0; n < columns; n++) store<f32>(panel + n * 32 + j * 4, load<f32>(row + n * 4));
  }
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

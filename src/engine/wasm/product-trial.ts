import { streams, uniform } from '../../core/random.ts';
import type { ProductSize, ProductTrial } from '../runtime.ts';
import { instantiate } from './kernels.ts';
import { panelBytes } from './layers/products.ts';
import { sparseBytes } from './layers/sparse.ts';
import { createArena, createMemory } from './memory.ts';

/** Rows that pass together, as in a network. */
const tileRows = 64;

/**
 * A dense layer's product on a memory of its own, in the calls that a network makes.
 * @param isShared whether the module's kernels are those for shared memory
 */
export function createProductTrial(
  module: WebAssembly.Module,
  size: ProductSize,
  isShared: boolean,
): ProductTrial {
  const { inputs: depth, units: columns, rows } = size;
  const weights = drawn(depth * columns, 0, size.sparsity);
  const nonZeros = weights.filter((weight) => weight !== 0).length;
  const at = layOut(size, nonZeros);
  const memory = createMemory(at.totalBytes, isShared);
  const kernels = instantiate(module, memory);
  const floats = (address: number, count: number) =>
    new Float32Array(memory.buffer, address, count);
  floats(at.w, weights.length).set(weights);
  floats(at.x, rows * depth).set(drawn(rows * depth, 1, 0));
  const offsets = Uint32Array.from({ length: tileRows }, (_, row) => row * depth * 4);
  new Uint32Array(memory.buffer, at.offsets).set(offsets);
  kernels.packPanels(at.w, depth, columns, columns, at.panels);
  kernels.packSparse(at.w, depth, columns, at.starts, at.pairs);
  const inTiles = (run: (x: number, y: number, rows: number) => void) => () => {
    for (let row = 0; row < rows; row += tileRows)
      run(at.x + row * depth * 4, at.y + row * columns * 4, Math.min(tileRows, rows - row));
  };
  return {
    dense: inTiles((x, y, count) =>
      kernels.gemmForward(
        ...([x, at.offsets, count, 1, 0, depth, at.panels, 0] as const),
        ...([y, columns, columns, tileRows, Number.NEGATIVE_INFINITY] as const),
      ),
    ),
    sparse: inTiles((x, y, count) =>
      kernels.sparseForward(
        ...([x, count, depth, at.starts, at.pairs, 0] as const),
        ...([y, columns, Number.NEGATIVE_INFINITY, at.scratch] as const),
      ),
    ),
    output: () => floats(at.y, rows * columns).slice(),
  };
}

function layOut({ inputs: depth, units: columns, rows }: ProductSize, nonZeros: number) {
  const arena = createArena();
  const sparse = sparseBytes({ depth, columns, nonZeros });
  const at = {
    x: arena.allocate(rows * depth * 4),
    w: arena.allocate(depth * columns * 4),
    y: arena.allocate(rows * columns * 4),
    panels: arena.allocate(panelBytes(depth, columns)),
    offsets: arena.allocate(tileRows * 4),
    starts: arena.allocate(sparse.starts),
    pairs: arena.allocate(sparse.pairs),
    scratch: arena.allocate(sparse.scratch),
  };
  return { ...at, totalBytes: arena.usedBytes };
}

/** Numbers between −½ and ½, a share of them zero. */
function drawn(count: number, seed: number, zeros: number): Float32Array {
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++)
    if (zeros === 0 || uniform(seed, streams.data, i) >= zeros)
      values[i] = ((i * 0.6180339887) % 1) - 0.5;
  return values;
}

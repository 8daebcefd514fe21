import type { ActivationName } from '../../../core/layer.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createScratch, perTile, type Rows, type Step } from '../program.ts';
import type { Tensor } from '../weights.ts';

/** A layer of fewer weights takes no time worth saving. */
const leastWeights = 1024;

/**
 * Whether leaving zeros out is faster. The unit is what four rows, a tile of the dense product, cost for each weight; a weight
 * that is not zero costs twice that in one row alone, and eight times in a block of sixteen rows. Measured on x64 as 1.8 and
 * 6 to 7.3, so that near the crossover the dense product is taken.
 */
export function isSparseFaster(density: number, rows: number): boolean {
  const blocks = Math.floor(rows / 16);
  const rest = rows % 16;
  return density * (8 * blocks + Math.min(2 * rest, 8)) < Math.ceil(rows / 4);
}

/** What a product must say of itself: see `Products`. */
export interface SparseProduct {
  readonly x: Rows;
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
  readonly activation: ActivationName;
  readonly windows: Uint32Array;
  readonly channels: number;
  readonly columns: number;
  /** Rows lie one after another, so that zeros of the kernel can be left out. */
  readonly canBeSparse?: true;
}

export interface SparsePlan {
  readonly prepare: () => void;
  /** The step that takes the faster way, given the dense one. */
  where(dense: Step): Step;
}

/** Bytes of what `packSparse` writes, and of the room that `sparseForward` works in. */
export const sparseBytes = ({ depth, columns, nonZeros }: SparseSize) => ({
  starts: (columns + 1) * 4,
  pairs: nonZeros * 8,
  scratch: (depth + 3) * 64,
});

interface SparseSize {
  readonly depth: number;
  readonly columns: number;
  readonly nonZeros: number;
}

/** A product that leaves the kernel's zeros out; null where no number of rows makes that faster. */
export function planSparse(site: AnySite, products: SparseProduct, z: Rows): SparsePlan | null {
  const { kernel, canBeSparse } = products;
  const density = densityOf(kernel);
  if (canBeSparse !== true || density === null || !isSparseFaster(density, 1)) return null;
  const { x, bias, channels: depth, columns, windows, activation } = products;
  const bytes = sparseBytes({ depth, columns, nonZeros: kernel.nonZeros ?? 0 });
  const starts = site.arena.allocate(bytes.starts);
  const pairs = site.arena.allocate(bytes.pairs);
  const scratch = createScratch(bytes.scratch);
  const floor = activation === 'relu' ? 0 : Number.NEGATIVE_INFINITY;
  return {
    prepare: () => site.kernels().packSparse(kernel.address, depth, columns, starts, pairs),
    where: (dense) =>
      perTile([x, z, scratch], (tile) => {
        const rows = tile.rows * windows.length;
        if (!isSparseFaster(density, rows)) return dense.run(tile);
        site
          .kernels()
          .sparseForward(
            ...([addressOf(x, tile), rows, depth, starts, pairs, bias?.address ?? 0] as const),
            ...([addressOf(z, tile), columns, floor, addressOf(scratch, tile)] as const),
          );
      }),
  };
}

const densityOf = ({ nonZeros, count }: Tensor): number | null =>
  nonZeros === null || count < leastWeights ? null : nonZeros / count;

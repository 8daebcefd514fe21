import type { AnySite } from '../layer.ts';
import {
  addressOf,
  createRows,
  type KernelGradient,
  perTile,
  type Rows,
  type Step,
} from '../program.ts';
import type { Tensor } from '../weights.ts';

/** The gradient of a dense layer's kernel for the whole batch at once: what packs x and dz for it, and what takes it. */
export function planBatchGradient(
  { kernels }: AnySite,
  kernel: Tensor,
  { x, dz }: { readonly x: Rows; readonly dz: Rows },
): { readonly step: Step; readonly gradient: KernelGradient } {
  const columns = dz.floats;
  const packedX = createPacked(x, 4);
  const packedDz = createPacked(dz, 8);
  const step = perTile([x, dz, packedX.packed, packedDz.packed], (tile) => {
    for (const { source, packed, width } of [packedX, packedDz])
      kernels().packBatchRows(
        ...([addressOf(source, tile), tile.rows, source.floats, width, tile.batchRows] as const),
        packed.address + tile.row * width * 4,
      );
  });
  return {
    step,
    gradient: {
      kernel,
      uses: [packedX.packed, packedDz.packed],
      run({ firstRow, rows, batchRows }, target) {
        kernels().batchWeightGradient(
          packedX.packed.address + firstRow * batchRows * 4,
          ...([packedDz.packed.address, batchRows, target, rows, columns] as const),
        );
      },
    },
  };
}

/** Room for all of a batch's rows, `width` columns of each side by side. */
const createPacked = (source: Rows, width: 4 | 8) => ({
  source,
  width,
  packed: createRows(Math.ceil(source.floats / width) * width),
});

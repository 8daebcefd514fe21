import { invariant } from '../../../core/invariant.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, perTile, type Rows, type Step } from '../program.ts';
import type { Tensor } from '../weights.ts';

/** A weight that the layer's definition always has. */
export function tensorNamed(tensors: readonly Tensor[], name: string): Tensor {
  const tensor = tensors.find(({ spec }) => spec.name === name);
  invariant(tensor !== undefined, `a weight named ${name}`);
  return tensor;
}

export const kernelAndBias = (tensors: readonly Tensor[], kernelName = 'kernel') => ({
  kernel: tensorNamed(tensors, kernelName),
  bias: tensors.find(({ spec }) => spec.name === 'bias'),
});

/** A bias's gradient: the sum over all positions of a tile's images. */
export function columnSums(
  site: AnySite,
  bias: Tensor,
  { values, positions, columns }: { values: Rows; positions: number; columns: number },
): Step {
  return perTile([values], (tile) =>
    site
      .kernels()
      .addColumnSums(
        addressOf(values, tile),
        tile.rows * positions,
        columns,
        site.gradientOf(bias, tile),
      ),
  );
}

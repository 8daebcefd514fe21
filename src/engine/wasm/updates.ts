import type { Program } from './plan.ts';
import type { KernelGradient } from './program.ts';
import type { Tensor, Weights } from './weights.ts';

/** A range shorter than this is not worth handing to another thread. */
const leastRange = 16_384;
/** Ranges of all weights together, about: more would only cost time. */
const mostRanges = 128;

/** Some of a tensor's weights that are updated together, as a tensor of their own. */
export interface WeightRange {
  readonly tensor: Tensor;
  /** How its gradient is taken, where that happens for the whole batch at once. */
  readonly gradient: KernelGradient | null;
  readonly firstRow: number;
  readonly rows: number;
}

/** The trainable weights in ranges of about one length, each of whole rows where the gradient is taken by rows. */
export function rangesOf(weights: Weights, { gradients }: Program): readonly WeightRange[] {
  const wanted = Math.max(leastRange, weights.trainableBytes / 4 / mostRanges);
  return weights.trainable.flatMap((tensor) => {
    const gradient = gradients.find(({ kernel }) => kernel === tensor) ?? null;
    const rowLength = gradient ? (tensor.spec.shape.at(-1) ?? 1) : 1;
    // The gradient goes by four rows, and an update by whole vectors.
    const rows = Math.ceil(wanted / rowLength / 16) * 16;
    const count = tensor.count / rowLength;
    return Array.from({ length: Math.ceil(count / rows) }, (_, range): WeightRange => {
      const firstRow = range * rows;
      const part = { firstRow, rows: Math.min(rows, count - firstRow) };
      return { ...part, gradient, tensor: partOf(tensor, rowLength, part) };
    });
  });
}

const partOf = (
  tensor: Tensor,
  rowLength: number,
  { firstRow, rows }: { readonly firstRow: number; readonly rows: number },
): Tensor => ({
  ...tensor,
  count: rows * rowLength,
  address: tensor.address + firstRow * rowLength * 4,
  place: tensor.place + firstRow * rowLength * 4,
});

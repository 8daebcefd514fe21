import type { DistillationParams } from '../../core/distillation.ts';
import type { Kernels } from './kernels.ts';
import { addressOf, perTile, type Rows, type Step } from './program.ts';

/** Where a loss finds what it compares logits with, and leaves its sums: see `Surroundings`. */
interface LossSite {
  readonly kernels: () => Kernels;
  readonly labels: number;
  readonly teacher: number;
  readonly distillation: DistillationParams | null;
  readonly metrics: number;
}

/** The loss and its gradient: of the labels, and of the distance from a teacher where there is one. */
export function planLoss(around: LossSite, logits: Rows, dLogits: Rows): Step[] {
  const { kernels, labels, metrics, distillation } = around;
  const labelShare = distillation?.alpha ?? 1;
  const ofLabels = perTile([logits, dLogits], (tile) =>
    kernels().softmaxCrossEntropy(
      addressOf(logits, tile),
      labels + tile.row,
      tile.rows,
      logits.floats,
      labelShare / tile.batchRows,
      labelShare,
      addressOf(dLogits, tile),
      metrics + tile.microBatch * 16,
      metrics + tile.microBatch * 16 + 8,
    ),
  );
  if (distillation === null) return [ofLabels];
  return [ofLabels, planTeacher(around, distillation, { logits, dLogits })];
}

function planTeacher(
  { kernels, teacher, metrics }: LossSite,
  { loss, alpha, temperature }: DistillationParams,
  { logits, dLogits }: { readonly logits: Rows; readonly dLogits: Rows },
): Step {
  const share = 1 - alpha;
  return perTile([logits, dLogits], (tile) => {
    const rows = [
      ...[addressOf(logits, tile), teacher + tile.row * logits.floats * 4],
      ...[tile.rows, logits.floats],
    ] as [number, number, number, number];
    const rest = [share / tile.batchRows, share, addressOf(dLogits, tile)] as const;
    const sum = metrics + tile.microBatch * 16;
    if (loss === 'mse') kernels().squaredDistance(...rows, ...rest, sum);
    else kernels().softenedDivergence(...rows, temperature, ...rest, sum);
  });
}

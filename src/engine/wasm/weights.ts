import { weightSpecs } from '../../core/initialize.ts';
import type { WeightSpec } from '../../core/layer.ts';
import { type PlacedLayer, placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Arena } from './memory.ts';

/** A weight tensor in memory. */
export interface Tensor {
  readonly spec: WeightSpec;
  readonly layerIndex: number;
  readonly count: number;
  readonly address: number;
  /** Bytes from the start of a moment, or of a gradient accumulator where it has a part in them, to this tensor's. */
  readonly place: number;
  /** Micro-batches add to accumulators, or the batch's gradient is taken at once when the weights are updated. */
  readonly gradientOver: 'microBatch' | 'batch';
  /** How many are not zero, where products may leave zeros out. */
  readonly nonZeros: number | null;
}

/** All weights of a network in Keras order, and the room that moments and gradients of the trainable ones take. */
export interface Weights {
  readonly tensors: readonly Tensor[];
  readonly trainable: readonly Tensor[];
  readonly trainableBytes: number;
  /** Of one gradient accumulator: those first in `place` whose gradients micro-batches add to. */
  readonly accumulatorBytes: number;
}

/** @param nonZeros by tensor; null for a network that does not use its zeros */
export function layOutWeights(
  architecture: Architecture,
  arena: Arena,
  nonZeros: readonly number[] | null = null,
): Weights {
  const layers = placeLayers(architecture);
  const unplaced = weightSpecs(architecture).map(({ spec, layerIndex }, index) => {
    const count = sizeOf(spec.shape);
    const bytes = Math.ceil(count / 16) * 64; // whole vectors, so that updates have no ragged end
    const gradientOver = isTakenAtOnce(layers[layerIndex], spec) ? 'batch' : 'microBatch';
    return {
      spec,
      layerIndex,
      count,
      bytes,
      gradientOver,
      nonZeros: nonZeros?.[index] ?? null,
      address: arena.allocate(bytes),
    } as const;
  });
  const places = new Map<WeightSpec, number>();
  let trainableBytes = 0;
  let accumulatorBytes = 0;
  for (const over of ['microBatch', 'batch'] as const) {
    for (const { spec, bytes, gradientOver } of unplaced) {
      if (!spec.trainable || gradientOver !== over) continue;
      places.set(spec, trainableBytes);
      trainableBytes += bytes;
    }
    if (over === 'microBatch') accumulatorBytes = trainableBytes;
  }
  const tensors = unplaced.map(
    ({ bytes: _, ...tensor }): Tensor => ({ ...tensor, place: places.get(tensor.spec) ?? 0 }),
  );
  const trainable = tensors.filter(({ spec }) => spec.trainable);
  return { tensors, trainable, trainableBytes, accumulatorBytes };
}

/** A dense layer's kernel has many weights for little work: partial gradients would cost more time than the products. */
const isTakenAtOnce = (placed: PlacedLayer | undefined, { name }: WeightSpec): boolean =>
  placed?.layer.kind === 'dense' && placed.input?.length === 1 && name === 'kernel';

import { weightSpecs } from '../../core/initialize.ts';
import type { WeightSpec } from '../../core/layer.ts';
import type { Architecture } from '../../core/recipe.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Arena } from './memory.ts';

/** A weight tensor in memory. */
export interface Tensor {
  readonly spec: WeightSpec;
  readonly layerIndex: number;
  readonly count: number;
  readonly address: number;
  /** Bytes from the start of a gradient accumulator or moment to this tensor's part. */
  readonly place: number;
}

/** All weights of a network in Keras order, and the room that one gradient of the trainable ones takes. */
export interface Weights {
  readonly tensors: readonly Tensor[];
  readonly trainable: readonly Tensor[];
  readonly trainableBytes: number;
}

export function layOutWeights(architecture: Architecture, arena: Arena): Weights {
  let trainableBytes = 0;
  const tensors = weightSpecs(architecture).map(({ spec, layerIndex }): Tensor => {
    const count = sizeOf(spec.shape);
    const bytes = Math.ceil(count / 16) * 64; // whole vectors, so that updates have no ragged end
    const place = trainableBytes;
    if (spec.trainable) trainableBytes += bytes;
    return { spec, layerIndex, count, address: arena.allocate(bytes), place };
  });
  return { tensors, trainable: tensors.filter(({ spec }) => spec.trainable), trainableBytes };
}

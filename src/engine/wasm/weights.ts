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

/** A range shorter than this is not worth handing to another thread. */
const leastRange = 16_384;
/** Ranges of all weights together, about: more would only cost time. */
const mostRanges = 128;

/** The trainable weights in ranges of about one length, each a tensor that is part of another. */
export function rangesOf({ trainable, trainableBytes }: Weights): readonly Tensor[] {
  const wanted = Math.max(leastRange, trainableBytes / 4 / mostRanges);
  const length = Math.ceil(wanted / 16) * 16;
  return trainable.flatMap((tensor) =>
    Array.from({ length: Math.ceil(tensor.count / length) }, (_, range) => ({
      ...tensor,
      count: Math.min(length, tensor.count - range * length),
      address: tensor.address + range * length * 4,
      place: tensor.place + range * length * 4,
    })),
  );
}

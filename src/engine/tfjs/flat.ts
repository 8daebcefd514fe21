import * as tf from '@tensorflow/tfjs-core';
import { isKernel, type WeightSpec } from '../../core/layer.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Model } from './model.ts';

type Trainables = Pick<Model, 'weights' | 'trainable'>;

/** Up to here WebGL's shaders count elements in floats exactly. */
const mostElements = 2 ** 24;

/**
 * Trainable weights that lie end to end in one tensor, as do their gradients and moments: an optimizer then gives the GPU
 * a dozen operations in all, not a dozen for each weight.
 */
export interface Group {
  /** Among the trainable weights: `first` up to but without `end`. */
  readonly first: number;
  readonly end: number;
  readonly specs: readonly WeightSpec[];
  readonly elements: number;
}

/** All trainable weights in order, in one group unless they are too many. */
export function groupWeights({ weights, trainable }: Trainables): readonly Group[] {
  const groups: Group[] = [];
  trainable.forEach((place, order) => {
    const spec = weights[place] as WeightSpec; // a place of a weight
    const elements = sizeOf(spec.shape);
    const last = groups.at(-1);
    if (last === undefined || last.elements + elements > mostElements)
      groups.push({ first: order, end: order + 1, specs: [spec], elements });
    else
      groups[groups.length - 1] = {
        ...last,
        end: order + 1,
        specs: [...last.specs, spec],
        elements: last.elements + elements,
      };
  });
  return groups;
}

/** Tensors of any shapes end to end: `[elements]`. */
export const joined = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat1d(tensors.map((tensor) => tf.reshape(tensor, [-1]) as tf.Tensor1D));

/** A group's weights, each in its own shape. */
export function parted(flat: tf.Tensor1D, { specs }: Group): readonly tf.Tensor[] {
  let from = 0;
  return specs.map(({ shape }) => {
    const size = sizeOf(shape);
    const part = specs.length === 1 ? flat : tf.slice1d(flat, from, size);
    from += size;
    return tf.reshape(part, [...shape]);
  });
}

/** Uploads arrays end to end; zeros where there is none. */
export function uploadJoined(
  { specs, elements }: Group,
  values: readonly (Float32Array | undefined)[],
): tf.Tensor1D {
  const flat = new Float32Array(elements);
  let from = 0;
  specs.forEach(({ shape }, index) => {
    flat.set(values[index] ?? [], from);
    from += sizeOf(shape);
  });
  return tf.tensor1d(flat);
}

/** Numbers that differ from weight to weight, spread over a group's elements; null when all are 0. */
export interface Rates {
  /** Of Keras' penalty λ·Σw², doubled: what its gradient multiplies the weights by. */
  readonly penalty: tf.Tensor1D | null;
  /** AdamW's λ: kernels alone decay. */
  readonly decay: tf.Tensor1D | null;
}

export const uploadRates = (group: Group, weightDecay: number): Rates => ({
  penalty: spread(group, ({ l2 }) => 2 * (l2 ?? 0)),
  decay: spread(group, (spec) => (isKernel(spec) ? weightDecay : 0)),
});

function spread(group: Group, rateOf: (spec: WeightSpec) => number): tf.Tensor1D | null {
  const rates = group.specs.map(rateOf);
  if (rates.every((rate) => rate === 0)) return null;
  const values = group.specs.map(({ shape }, index) =>
    new Float32Array(sizeOf(shape)).fill(rates[index] ?? 0),
  );
  return uploadJoined(group, values);
}

/** Splits what was read back of a flat tensor into one array for each of its weights. */
export function partsOf(values: Float32Array, { specs }: Group): readonly Float32Array[] {
  let from = 0;
  return specs.map(({ shape }) => {
    const start = from;
    from += sizeOf(shape);
    return values.slice(start, from);
  });
}

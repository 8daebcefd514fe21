import { weightSpecs } from './initialize.ts';
import type { WeightSpec } from './layer.ts';
import type { Architecture } from './recipe.ts';
import { sizeOf } from './shape.ts';

/** Zeros among some weights. */
export interface ZeroCount {
  readonly zeros: number;
  readonly count: number;
}

/** What a pruning has left of a tensor. */
export interface TensorSparsity extends ZeroCount {
  /** Place among the network's tensors, and of its layer. */
  readonly tensorIndex: number;
  readonly layerIndex: number;
  readonly name: string;
  readonly survivors: Survivors;
}

/** What is left of the weights that lead to one output of a kernel. */
export interface Survivors {
  /** Outputs: the last axis. */
  readonly units: number;
  /** Weights that lead to each. */
  readonly inputs: number;
  readonly mean: number;
  readonly fewest: number;
  /** So few are left that the layer hardly hears its input. */
  readonly isNearlyDead: boolean;
}

export interface Sparsity {
  /** Prunable tensors, in Keras order. */
  readonly tensors: readonly TensorSparsity[];
  /** Zeros among all prunable weights, and among all parameters. */
  readonly prunable: ZeroCount;
  readonly all: ZeroCount;
}

/** Fewer weights a unit than this, where there were four times as many, and a layer is nearly dead. */
const fewSurvivors = 10;

export const zerosIn = (values: ArrayLike<number>): number => {
  let zeros = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  return zeros;
};

/** Zeros of a network's weights, given in Keras order. */
export function sparsityOf(
  architecture: Architecture,
  weights: readonly ArrayLike<number>[],
): Sparsity {
  const specs = weightSpecs(architecture);
  const counts = specs.map(({ spec }, index) => ({
    count: sizeOf(spec.shape),
    zeros: zerosIn(weights[index] ?? []),
  }));
  const tensors = specs.flatMap(({ spec, layerIndex }, tensorIndex) => {
    const values = weights[tensorIndex];
    const counted = counts[tensorIndex];
    if (!spec.prunable || values === undefined || counted === undefined) return [];
    const survivors = survivorsOf(spec, values);
    return [{ tensorIndex, layerIndex, name: spec.name, ...counted, survivors }];
  });
  return { tensors, prunable: total(tensors), all: total(counts) };
}

const total = (counts: readonly ZeroCount[]): ZeroCount =>
  counts.reduce(
    (sum, { zeros, count }) => ({ zeros: sum.zeros + zeros, count: sum.count + count }),
    {
      zeros: 0,
      count: 0,
    },
  );

/** Weights that are not zero, by the output that they lead to. */
export function survivorsOf({ shape }: WeightSpec, values: ArrayLike<number>): Survivors {
  const units = shape.at(-1) ?? 1;
  const left = new Uint32Array(units);
  for (let i = 0; i < values.length; i++)
    if (values[i] !== 0) left[i % units] = (left[i % units] ?? 0) + 1;
  const inputs = values.length / units;
  const mean = left.reduce((sum, n) => sum + n, 0) / units;
  return {
    ...{ units, inputs, mean },
    fewest: left.reduce((least, n) => Math.min(least, n), inputs),
    // A 3×3 filter on one channel has nine weights to begin with.
    isNearlyDead: mean < Math.min(fewSurvivors, inputs / 4),
  };
}

/** Places of the tensors that a pruning may touch: all prunable ones, or all but those of the last layer that has any. */
export function prunableTensors(
  architecture: Architecture,
  keepOutput: boolean,
): readonly number[] {
  const prunable = weightSpecs(architecture)
    .map(({ spec, layerIndex }, index) => ({ index, layerIndex, isPrunable: spec.prunable }))
    .filter(({ isPrunable }) => isPrunable);
  const last = prunable.at(-1)?.layerIndex;
  return prunable
    .filter(({ layerIndex }) => !keepOutput || layerIndex !== last)
    .map(({ index }) => index);
}

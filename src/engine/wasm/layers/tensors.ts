import { invariant } from '../../../core/invariant.ts';
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

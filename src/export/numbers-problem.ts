import { operationsOf } from '../compression/quantize/operations.ts';
import type { StoredModel, StoredTensor } from '../core/stored-model.ts';
import { integerProblem } from '../core/techniques/quantize.ts';

/** Why a model cannot be computed with as it says; null where it can. */
export function numbersProblem({ architecture, tensors, arithmetic }: StoredModel): string | null {
  if (!tensors.every(isAllFinite)) return 'A weight in the file is infinite, or no number';
  if (arithmetic.kind !== 'int8') return null;
  if (integerProblem(architecture) !== null)
    return 'The file says int8, but has a layer that has no form of whole numbers';
  if (!tensors.every(({ type }) => type === 'integer'))
    return 'The file says int8, but has weights that are no whole numbers';
  return arithmetic.ranges.length === operationsOf(architecture).length + 1
    ? null
    : 'The ranges in the file are not those of its layers';
}

/** Of a float16 those codes whose exponent is all ones are infinite or no number. */
const exponent = 0x7c00;

function isAllFinite(tensor: StoredTensor): boolean {
  switch (tensor.type) {
    case 'float32':
      return tensor.values.every(Number.isFinite);
    case 'float16':
      return tensor.values.every((code) => (code & exponent) !== exponent);
    case 'integer':
      return tensor.scales.every(Number.isFinite);
    case 'codebook':
      return tensor.codebook.every(Number.isFinite);
  }
}

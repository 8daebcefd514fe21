import { sizeOf } from '../../core/shape.ts';
import type { Mapping } from './mapping.ts';

/** Keras lets one side of a target be −1: what is left. */
export const reshaped: Mapping = (config, input) => {
  const target = config.get('target_shape');
  const isShape =
    Array.isArray(target) &&
    target.length <= 4 &&
    target.every((side) => Number.isInteger(side) && (side === -1 || side > 0));
  if (!isShape) return config.refuse('target_shape', 'a list of whole numbers');
  const known = sizeOf(target.filter((side) => side !== -1));
  const shape = target.map((side): number => (side === -1 ? sizeOf(input) / known : side));
  const isSameSize = sizeOf(shape) === sizeOf(input) && shape.every(Number.isInteger);
  if (!isSameSize) config.refuse('target_shape', `one of ${sizeOf(input)} numbers`);
  return { is: 'view', shape };
};

import type { Params } from '../../core/fields.ts';
import { isImage, type Shape } from '../../core/shape.ts';
import type { Draft } from './draft.ts';

/** A convolution whose windows touch, and whose places are then read as a sequence, is a patch embedding; null for any other. */
export function asPatches(
  last: Draft | undefined,
  { wanted, own }: { wanted: Shape; own: Shape },
): Draft | null {
  if (last?.kind !== 'conv2d' || !isImage(own) || wanted.length !== 2) return null;
  const { kernelSize, strides, dilation, groups, padding, filters, ...kernel }: Params =
    last.params;
  const areTouching = kernelSize === strides && dilation === 1 && groups === 1;
  const isSequence = wanted[0] === own[0] * own[1] && wanted[1] === own[2];
  if (!areTouching || !isSequence || padding !== 'valid') return null;
  const params = { ...kernel, patchSize: kernelSize ?? 1, units: filters ?? 1 };
  return { kind: 'patchEmbedding', params, sources: last.sources };
}

import { type Shape, sizeOf } from '../../core/shape.ts';

export interface Slab {
  readonly values: Float32Array;
  readonly shape: Shape;
}

/** The slices of a tensor at some places of an axis; null for all. */
export function take({ values, shape }: Slab, axis: number, kept: readonly number[] | null): Slab {
  if (kept === null) return { values, shape };
  const length = shape[axis] ?? 1;
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const taken = new Float32Array(outer * kept.length * inner);
  let target = 0;
  for (let block = 0; block < outer; block++) {
    for (const place of kept) {
      const source = (block * length + place) * inner;
      taken.set(values.subarray(source, source + inner), target);
      target += inner;
    }
  }
  return { values: taken, shape: shape.with(axis, kept.length) };
}

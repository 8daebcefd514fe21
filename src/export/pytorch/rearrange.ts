import type { Shape } from '../../core/shape.ts';

/** From the values of one of our tensors to those of PyTorch's. */
export type Rearrange = (values: Float32Array) => Float32Array;

export const asItIs: Rearrange = (values) => values;

/** A tensor's values with its axes in another order, as NumPy's `transpose` has it. */
export function permuteAxes(shape: Shape, axes: readonly number[]): Rearrange {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const order = axes.map((axis) => ({ side: shape[axis] ?? 1, stride: strides[axis] ?? 0 }));
  return (values) => {
    const permuted = new Float32Array(values.length);
    const places = order.map(() => 0);
    let from = 0;
    for (let to = 0; to < permuted.length; to++) {
      permuted[to] = values[from] as number; // below length
      for (let axis = order.length - 1; axis >= 0; axis--) {
        const { side, stride } = order[axis] as (typeof order)[number];
        const place = (places[axis] ?? 0) + 1;
        from += stride;
        if (place < side) {
          places[axis] = place;
          break;
        }
        places[axis] = 0;
        from -= side * stride;
      }
    }
    return permuted;
  };
}

/** Equal parts of a tensor's values, one after another: those of `order`, each once or not at all. */
export const takeParts =
  (parts: number, order: readonly number[]): Rearrange =>
  (values) => {
    const size = values.length / parts;
    const taken = new Float32Array(size * order.length);
    order.forEach((part, place) => {
      taken.set(values.subarray(part * size, (part + 1) * size), place * size);
    });
    return taken;
  };

/** First the one, then the other. */
export const inTurn =
  (first: Rearrange, then: Rearrange): Rearrange =>
  (values) =>
    then(first(values));

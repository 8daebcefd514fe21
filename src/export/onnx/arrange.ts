import { type Shape, sizeOf } from '../../core/shape.ts';

type Values = Float32Array | Int8Array | Int32Array;

/** How a weight of Keras' layout lies in an ONNX file. */
export interface Arrangement {
  /** Its axes in their new order; absent where that is the old one. */
  readonly order?: readonly number[];
  /** Its shape there, once the axes are in order. */
  readonly dims: Shape;
  /** The axis there that has a scale for each place, where it is quantized. */
  readonly channelAxis: number;
}

/** As Keras has it. */
export const asItIs = (dims: Shape): Arrangement => ({ dims, channelAxis: dims.length - 1 });

/** `[h, w, in, out]` → `[out, in, h, w]`. */
export const convKernel = ([h = 1, w = 1, depth = 1, filters = 1]: Shape): Arrangement => ({
  order: [3, 2, 0, 1],
  dims: [filters, depth, h, w],
  channelAxis: 0,
});

/** `[h, w, channels, multiplier]` → `[channels · multiplier, 1, h, w]`: a group for each channel. */
export const depthwiseKernel = ([
  h = 1,
  w = 1,
  channels = 1,
  multiplier = 1,
]: Shape): Arrangement => ({
  order: [2, 3, 0, 1],
  dims: [channels * multiplier, 1, h, w],
  channelAxis: 0,
});

/** A tensor with its axes in another order. */
export function permuted<T extends Values>(values: T, shape: Shape, order: readonly number[]): T {
  const result = values.slice() as T; // of its own type
  const strides = order.map((axis) => sizeOf(shape.slice(axis + 1)));
  const sides = order.map((axis) => shape[axis] ?? 1);
  const at = sides.map(() => 0);
  let from = 0;
  for (let place = 0; place < result.length; place++) {
    result[place] = values[from] ?? 0;
    for (let axis = sides.length - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0;
      at[axis] = (at[axis] ?? 0) + 1;
      from += stride;
      if ((at[axis] ?? 0) < (sides[axis] ?? 1)) break;
      from -= stride * (sides[axis] ?? 1);
      at[axis] = 0;
    }
  }
  return result;
}

/** What takes a permutation back. */
export const inverse = (order: readonly number[]): readonly number[] =>
  order.map((_, axis) => order.indexOf(axis));

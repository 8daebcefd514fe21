import * as tf from '@tensorflow/tfjs-core';
import type { LayerParams } from '../../../core/layers/index.ts';
import { paddingBefore, windowOutputLength } from '../../../core/shape.ts';
import type { TfjsLayer } from '../layer.ts';

export const maxPooling2d: TfjsLayer<'maxPooling2d'> = (input, params) =>
  tf.maxPool(input as tf.Tensor4D, params.poolSize, params.strides, params.padding);

/**
 * Means over the part of each window that lies in the image. The gradient of tf.avgPool divides by the whole window even
 * where it hangs over the border, so zeros are put there by hand and the mean is corrected afterwards.
 */
export const averagePooling2d: TfjsLayer<'averagePooling2d'> = (input, params) => {
  const [, height = 1, width = 1] = input.shape;
  const rows = overhang(height, params);
  const columns = overhang(width, params);
  const pool = (x: tf.Tensor) =>
    tf.avgPool(x as tf.Tensor4D, params.poolSize, params.strides, 'valid');
  if ([...rows, ...columns].every((zeros) => zeros === 0)) return pool(input);
  const poolPadded = (x: tf.Tensor) => pool(tf.pad(x, [[0, 0], rows, columns, [0, 0]]));
  const shareInside = poolPadded(tf.ones([1, height, width, 1]));
  return tf.div(poolPadded(input), shareInside);
};

/** Zeros before and after a side so that a `valid` window gives what Keras' padding does. */
function overhang(
  length: number,
  { poolSize, strides, padding }: LayerParams<'averagePooling2d'>,
): [number, number] {
  if (padding === 'valid') return [0, 0];
  const window = { stride: strides, padding };
  const covered = (windowOutputLength(length, poolSize, window) - 1) * strides + poolSize;
  const before = paddingBefore(length, poolSize, window);
  return [before, Math.max(covered - length - before, 0)];
}

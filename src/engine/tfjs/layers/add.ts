import * as tf from '@tensorflow/tfjs-core';
import { invariant } from '../../../core/invariant.ts';
import { projectionStride } from '../../../core/layers/add.ts';
import type { TfjsLayer } from '../layer.ts';

export const add: TfjsLayer<'add'> = (input, _params, { skip, weights }) => {
  invariant(skip !== undefined, 'a skip that reaches a layer');
  const [kernel, bias] = weights;
  if (kernel === undefined || bias === undefined) return tf.add(input, skip);
  return tf.add(input, tf.add(project(skip, kernel, input), bias));
};

/** A 1×1 convolution, or a product over the last axis of what is no image. */
function project(skip: tf.Tensor, kernel: tf.Tensor, target: tf.Tensor): tf.Tensor {
  if (kernel.rank === 4) {
    const strides = projectionStride(skip.shape.slice(1), target.shape.slice(1)) ?? 1;
    return tf.conv2d(skip as tf.Tensor4D, kernel as tf.Tensor4D, strides, 'same');
  }
  const rows = tf.reshape(skip, [-1, skip.shape.at(-1) ?? 1]);
  return tf.reshape(tf.matMul(rows as tf.Tensor2D, kernel as tf.Tensor2D), target.shape);
}

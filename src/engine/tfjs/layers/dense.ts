import * as tf from '@tensorflow/tfjs-core';
import { biasAndActivation } from '../activations.ts';
import type { TfjsLayer } from '../layer.ts';

/** Over the last axis: the rows of a batch, or the steps of each. */
export const dense: TfjsLayer<'dense'> = (input, params, pass) => {
  const [kernel, bias] = pass.weights as [tf.Tensor2D, tf.Tensor?];
  const rows = tf.reshape(input, [-1, kernel.shape[0]]);
  const sum = tf.reshape(tf.matMul(rows, kernel), [...input.shape.slice(0, -1), params.units]);
  return biasAndActivation(sum, bias, params.activation);
};

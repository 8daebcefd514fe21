import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';

export const multiHeadAttention: TfjsLayer<'multiHeadAttention'> = (input, params, pass) => {
  const { heads, keyDim, useBias } = params;
  const [images = 1, steps = 1, width = 1] = input.shape;
  const size = heads * keyDim;
  const project = (x: tf.Tensor, place: number, columns: number): tf.Tensor => {
    const [kernel, bias] = pass.weights.slice(useBias ? 2 * place : place) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const rows = tf.reshape(x, [images * steps, -1]);
    const sum = tf.matMul(rows, tf.reshape(kernel, [-1, columns]) as tf.Tensor2D);
    return useBias ? tf.add(sum, tf.reshape(bias, [columns])) : sum;
  };
  // [images, heads, steps, keyDim]
  const [query, key, value] = [0, 1, 2].map((place) => {
    const projected = tf.reshape(project(input, place, size), [images, steps, heads, keyDim]);
    return tf.transpose(projected, [0, 2, 1, 3]);
  }) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(keyDim));
  const attended = tf.transpose(tf.matMul(tf.softmax(scores), value), [0, 2, 1, 3]);
  return tf.reshape(project(attended, 3, width), [images, steps, width]);
};

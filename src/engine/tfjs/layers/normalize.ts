import * as tf from '@tensorflow/tfjs-core';

export interface Statistics {
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/** gamma · (x − mean) / √(variance + epsilon) + beta. */
export function normalize(
  x: tf.Tensor,
  { mean, variance }: Statistics,
  { gamma, beta, epsilon }: { gamma: tf.Tensor; beta: tf.Tensor; epsilon: number },
): tf.Tensor {
  const scale = tf.rsqrt(tf.add(variance, epsilon));
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), scale), gamma), beta);
}

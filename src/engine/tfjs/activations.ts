import * as tf from '@tensorflow/tfjs-core';
import { type ActivationName, leakyReluSlope } from '../../core/layer.ts';

/** Hendrycks & Gimpel 2016, exact: x·Φ(x). */
const gelu = (x: tf.Tensor): tf.Tensor =>
  tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));

/** Keras 3's activations: ELU's α is 1. */
export const activations: Readonly<Record<ActivationName, (x: tf.Tensor) => tf.Tensor>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  leaky_relu: (x) => tf.leakyRelu(x, leakyReluSlope),
  elu: (x) => tf.elu(x),
  gelu,
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
};

/** A kernel's sum made ready for the next layer: bias where there is one, then the activation. */
export function biasAndActivation(
  sum: tf.Tensor,
  bias: tf.Tensor | undefined,
  activation: ActivationName,
): tf.Tensor {
  return activations[activation](bias === undefined ? sum : tf.add(sum, bias));
}

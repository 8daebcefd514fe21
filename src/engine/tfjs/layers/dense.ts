import * as tf from '@tensorflow/tfjs-core';
import { biasAndActivation } from '../activations.ts';
import type { TfjsLayer } from '../layer.ts';

export const dense: TfjsLayer<'dense'> = (input, params, pass) => {
  const [kernel, bias] = pass.weights as [tf.Tensor2D, tf.Tensor?];
  return biasAndActivation(tf.matMul(input, kernel), bias, params.activation);
};

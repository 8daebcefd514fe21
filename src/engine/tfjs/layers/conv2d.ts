import * as tf from '@tensorflow/tfjs-core';
import { biasAndActivation } from '../activations.ts';
import { dilateKernel } from '../dilate.ts';
import type { TfjsLayer } from '../layer.ts';

export const conv2d: TfjsLayer<'conv2d'> = (input, params, pass) => {
  const [kernel, bias] = pass.weights as [tf.Tensor4D, tf.Tensor?];
  const { strides, padding, groups } = params;
  const dilated = dilateKernel(kernel, params.dilation);
  const convolve = (x: tf.Tensor, filters: tf.Tensor4D) =>
    tf.conv2d(x as tf.Tensor4D, filters, strides, padding);
  if (groups === 1) return biasAndActivation(convolve(input, dilated), bias, params.activation);
  const filters = tf.split(dilated, groups, 3);
  const parts = tf
    .split(input, groups, 3)
    .map((x, group) => convolve(x, filters[group] as tf.Tensor4D)); // as many
  return biasAndActivation(tf.concat(parts, 3), bias, params.activation);
};

import * as tf from '@tensorflow/tfjs-core';
import { biasAndActivation } from '../activations.ts';
import { dilateKernel } from '../dilate.ts';
import type { TfjsLayer } from '../layer.ts';

export const separableConv2d: TfjsLayer<'separableConv2d'> = (input, params, pass) => {
  const [depthwise, pointwise, bias] = pass.weights as [tf.Tensor4D, tf.Tensor4D, tf.Tensor?];
  const { strides, padding, activation, dilation } = params;
  const dilated = dilateKernel(depthwise, dilation);
  const channels = tf.depthwiseConv2d(input as tf.Tensor4D, dilated, strides, padding);
  return biasAndActivation(tf.conv2d(channels, pointwise, 1, 'valid'), bias, activation);
};

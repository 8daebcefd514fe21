import * as tf from '@tensorflow/tfjs-core';
import { biasAndActivation } from '../activations.ts';
import { dilateKernel } from '../dilate.ts';
import type { TfjsLayer } from '../layer.ts';

export const depthwiseConv2d: TfjsLayer<'depthwiseConv2d'> = (input, params, pass) => {
  const [kernel, bias] = pass.weights as [tf.Tensor4D, tf.Tensor?];
  const dilated = dilateKernel(kernel, params.dilation);
  const sum = tf.depthwiseConv2d(input as tf.Tensor4D, dilated, params.strides, params.padding);
  return biasAndActivation(sum, bias, params.activation);
};

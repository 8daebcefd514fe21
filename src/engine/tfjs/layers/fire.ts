import * as tf from '@tensorflow/tfjs-core';
import { biasAndActivation } from '../activations.ts';
import type { TfjsLayer } from '../layer.ts';

export const fire: TfjsLayer<'fire'> = (input, { useBias, activation }, { weights }) => {
  const convolve = (x: tf.Tensor, place: number): tf.Tensor => {
    const [kernel, bias] = weights.slice(useBias ? 2 * place : place) as [tf.Tensor4D, tf.Tensor];
    const sum = tf.conv2d(x as tf.Tensor4D, kernel, 1, 'same');
    return biasAndActivation(sum, useBias ? bias : undefined, activation);
  };
  const squeezed = convolve(input, 0);
  return tf.concat([convolve(squeezed, 1), convolve(squeezed, 2)], 3);
};

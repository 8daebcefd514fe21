import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';

export const reshape: TfjsLayer<'reshape'> = (input) => {
  const [images = 1, rows = 1] = input.shape;
  return tf.reshape(input, [images, rows, -1]);
};

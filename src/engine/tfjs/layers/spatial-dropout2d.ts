import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';
import { drawMask } from './dropout.ts';

/** Dropout of whole channels (Tompson et al. 2015): one draw for each row and channel. */
export const spatialDropout2d: TfjsLayer<'spatialDropout2d'> = (
  input,
  { rate },
  { training, layerIndex },
) => {
  if (training === null || rate === 0) return input;
  const [rows = 1, , , channels = 1] = input.shape;
  const mask = drawMask(rows * channels, rate, { ...training, layerIndex });
  return tf.mul(input, tf.tensor(mask, [rows, 1, 1, channels]));
};

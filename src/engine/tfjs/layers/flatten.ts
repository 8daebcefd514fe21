import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';

export const flatten: TfjsLayer<'flatten'> = (input) =>
  tf.reshape(input, [input.shape[0] ?? 1, -1]);

import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';

export const globalAveragePooling1d: TfjsLayer<'globalAveragePooling1d'> = (input) =>
  tf.mean(input, 1);

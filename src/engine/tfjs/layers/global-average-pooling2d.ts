import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';

export const globalAveragePooling2d: TfjsLayer<'globalAveragePooling2d'> = (input) =>
  tf.mean(input, [1, 2]);

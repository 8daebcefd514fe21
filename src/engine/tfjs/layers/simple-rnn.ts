import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';
import { recurrent, sumWithMemory } from './recurrent.ts';

export const simpleRnn: TfjsLayer<'simpleRnn'> = recurrent((sums, memory, weights) => [
  tf.tanh(sumWithMemory(sums, memory, weights)),
  memory[1],
]);

import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';
import { recurrent, sumWithMemory } from './recurrent.ts';

type Gates = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

export const lstm: TfjsLayer<'lstm'> = recurrent((sums, memory, weights) => {
  const gates = tf.split(sumWithMemory(sums, memory, weights), 4, 1);
  const [input, forget, candidate, output] = gates as Gates; // four parts
  const kept = tf.mul(tf.sigmoid(forget), memory[1]);
  const cell: tf.Tensor2D = tf.add(kept, tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
  return [tf.mul(tf.sigmoid(output), tf.tanh(cell)), cell];
});

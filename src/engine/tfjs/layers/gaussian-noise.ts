import * as tf from '@tensorflow/tfjs-core';
import { gaussian } from '../../../core/random.ts';
import type { TfjsLayer } from '../layer.ts';

/** Additive noise, with the numbers that every runtime draws. */
export const gaussianNoise: TfjsLayer<'gaussianNoise'> = (
  input,
  { stddev },
  { training, layerIndex },
) => {
  if (training === null || stddev === 0) return input;
  const { seed, step } = training;
  const noise = new Float32Array(input.size);
  for (let element = 0; element < noise.length; element++)
    noise[element] = gaussian(seed, { layerIndex, step, element }, stddev);
  return tf.add(input, tf.tensor(noise, input.shape));
};

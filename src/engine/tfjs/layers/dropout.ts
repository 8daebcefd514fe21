import * as tf from '@tensorflow/tfjs-core';
import { dropoutKeep } from '../../../core/random.ts';
import type { TfjsLayer, TrainingPass } from '../layer.ts';

/** Inverted dropout (Srivastava et al. 2014), with the mask that every runtime draws. */
export const dropout: TfjsLayer<'dropout'> = (input, { rate }, { training, layerIndex }) => {
  if (training === null || rate === 0) return input;
  const mask = drawMask(input.size, rate, { ...training, layerIndex });
  return tf.mul(input, tf.tensor(mask, input.shape));
};

/** Scale or 0 for each of `size` elements. */
export function drawMask(
  size: number,
  rate: number,
  { seed, step, layerIndex }: Pick<TrainingPass, 'seed' | 'step'> & { layerIndex: number },
): Float32Array {
  const mask = new Float32Array(size);
  const scale = 1 / (1 - rate);
  for (let element = 0; element < size; element++)
    if (dropoutKeep(seed, { layerIndex, step, element }, rate)) mask[element] = scale;
  return mask;
}

import * as tf from '@tensorflow/tfjs-core';
import { patchConvolution } from '../../../core/layers/patch-embedding.ts';
import type { TfjsLayer } from '../layer.ts';
import { conv2d } from './conv2d.ts';

export const patchEmbedding: TfjsLayer<'patchEmbedding'> = (input, params, pass) => {
  const patches = conv2d(input, patchConvolution(params), pass);
  return tf.reshape(patches, [input.shape[0] ?? 1, -1, params.units]);
};

import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';

export const positionEmbedding: TfjsLayer<'positionEmbedding'> = (input, _params, pass) => {
  const [embeddings] = pass.weights as [tf.Tensor];
  return tf.add(input, embeddings);
};

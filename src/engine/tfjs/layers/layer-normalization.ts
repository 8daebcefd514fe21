import * as tf from '@tensorflow/tfjs-core';
import { layerNormEpsilon } from '../../../core/layers/layer-normalization.ts';
import type { TfjsLayer } from '../layer.ts';
import { normalize } from './normalize.ts';

/** Ba et al. 2016 over the last axis. */
export const layerNormalization: TfjsLayer<'layerNormalization'> = (input, _params, pass) => {
  const [gamma, beta] = pass.weights as [tf.Tensor, tf.Tensor];
  const statistics = tf.moments(input, -1, true);
  return normalize(input, statistics, { gamma, beta, epsilon: layerNormEpsilon });
};

import * as tf from '@tensorflow/tfjs-core';
import { batchNormEpsilon, batchNormMomentum } from '../../../core/layers/batch-normalization.ts';
import type { TfjsLayer } from '../layer.ts';
import { normalize } from './normalize.ts';

/** Ioffe & Szegedy 2015 as Keras has it: biased variance, also in the running one; frozen means inference mode. */
export const batchNormalization: TfjsLayer<'batchNormalization'> = (input, params, pass) => {
  const [gamma, beta, mean, variance] = pass.weights as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const running = { mean, variance };
  const affine = { gamma, beta, epsilon: batchNormEpsilon };
  if (pass.training === null || params.frozen) return normalize(input, running, affine);
  const axes = input.shape.slice(0, -1).map((_, axis) => axis);
  const ofBatch = tf.moments(input, axes);
  pass.training.replaceWeight(2, moveTowards(running.mean, ofBatch.mean));
  pass.training.replaceWeight(3, moveTowards(running.variance, ofBatch.variance));
  return normalize(input, ofBatch, affine);
};

const moveTowards = (running: tf.Tensor, ofBatch: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(running, batchNormMomentum), tf.mul(ofBatch, 1 - batchNormMomentum));

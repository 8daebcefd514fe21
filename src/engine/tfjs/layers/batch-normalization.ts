import * as tf from '@tensorflow/tfjs-core';
import { batchNormEpsilon, batchNormMomentum } from '../../../core/layers/batch-normalization.ts';
import type { TfjsLayer } from '../layer.ts';

type Statistics = { readonly mean: tf.Tensor; readonly variance: tf.Tensor };

/** Ioffe & Szegedy 2015 as Keras has it: biased variance, also in the running one; frozen means inference mode. */
export const batchNormalization: TfjsLayer<'batchNormalization'> = (input, params, pass) => {
  const [gamma, beta, mean, variance] = pass.weights as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const running = { mean, variance };
  if (pass.training === null || params.frozen) return normalize(input, running, { gamma, beta });
  const axes = input.shape.slice(0, -1).map((_, axis) => axis);
  const ofBatch = tf.moments(input, axes);
  pass.training.replaceWeight(2, moveTowards(running.mean, ofBatch.mean));
  pass.training.replaceWeight(3, moveTowards(running.variance, ofBatch.variance));
  return normalize(input, ofBatch, { gamma, beta });
};

function normalize(
  x: tf.Tensor,
  { mean, variance }: Statistics,
  { gamma, beta }: { gamma: tf.Tensor; beta: tf.Tensor },
): tf.Tensor {
  const scale = tf.rsqrt(tf.add(variance, batchNormEpsilon));
  return tf.add(tf.mul(tf.mul(tf.sub(x, mean), scale), gamma), beta);
}

const moveTowards = (running: tf.Tensor, ofBatch: tf.Tensor): tf.Tensor =>
  tf.add(tf.mul(running, batchNormMomentum), tf.mul(ofBatch, 1 - batchNormMomentum));

import * as tf from '@tensorflow/tfjs-core';
import type { TfjsLayer } from '../layer.ts';
import { recurrent } from './recurrent.ts';

type Gates = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

const splitGates = (sums: tf.Tensor, bias: tf.Tensor | undefined): Gates =>
  tf.split(bias === undefined ? sums : tf.add(sums, bias), 3, 1) as Gates; // three parts

/** Keras' `reset_after`: the reset gate scales the memory's sum, which has a bias of its own. */
export const gru: TfjsLayer<'gru'> = recurrent((sums, memory, { recurrent: kernel, bias }) => {
  const [inputBias, memoryBias] = bias === undefined ? [] : tf.unstack(bias);
  const [xUpdate, xReset, xCandidate] = splitGates(sums, inputBias);
  const [hUpdate, hReset, hCandidate] = splitGates(tf.matMul(memory[0], kernel), memoryBias);
  const update = tf.sigmoid(tf.add(xUpdate, hUpdate));
  const reset = tf.sigmoid(tf.add(xReset, hReset));
  const candidate = tf.tanh(tf.add(xCandidate, tf.mul(reset, hCandidate)));
  return [tf.add(candidate, tf.mul(update, tf.sub(memory[0], candidate))), memory[1]];
});

import * as tf from '@tensorflow/tfjs-core';
import { type OptimizerName, optimizerConstants } from '../../core/training-setup.ts';

/** Trainable weights end to end on their way through an optimizer step. */
export interface Parameters {
  readonly weights: tf.Tensor;
  /** Of the whole loss, L2 terms included. */
  readonly gradients: tf.Tensor;
  /** As many as the optimizer's `momentCount`. */
  readonly moments: readonly tf.Tensor[];
  /** AdamW's λ for each of the weights: 0 for biases and norms. Null where nothing decays. */
  readonly decay: tf.Tensor | null;
}

interface StepOptions {
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

interface Updated {
  readonly weights: tf.Tensor;
  readonly moments: readonly tf.Tensor[];
}

interface Optimizer {
  readonly momentCount: number;
  update(parameters: Parameters, options: StepOptions): Updated;
}

const { momentum: momentumShare, rho, beta1, beta2, epsilon } = optimizerConstants;

/** moment ← share·moment + (1 − share)·value */
const decayed = (moment: tf.Tensor, value: tf.Tensor, share: number): tf.Tensor =>
  tf.add(tf.mul(moment, share), tf.mul(value, 1 - share));

const sgd: Optimizer = {
  momentCount: 0,
  update: ({ weights, gradients }, { learningRate }) => ({
    weights: tf.sub(weights, tf.mul(gradients, learningRate)),
    moments: [],
  }),
};

const momentum: Optimizer = {
  momentCount: 1,
  update: ({ weights, gradients, moments }, { learningRate }) => {
    const [velocity] = moments as [tf.Tensor];
    const next = tf.sub(tf.mul(velocity, momentumShare), tf.mul(gradients, learningRate));
    return { weights: tf.add(weights, next), moments: [next] };
  },
};

/** Hinton's lecture 6e; Keras puts ε under the root. */
const rmsprop: Optimizer = {
  momentCount: 1,
  update: ({ weights, gradients, moments }, { learningRate }) => {
    const [meanSquare] = moments as [tf.Tensor];
    const next = decayed(meanSquare, tf.square(gradients), rho);
    const change = tf.div(tf.mul(gradients, learningRate), tf.sqrt(tf.add(next, epsilon)));
    return { weights: tf.sub(weights, change), moments: [next] };
  },
};

/** Kingma & Ba 2014, the form before section 2.1's end that Keras uses: ε is not bias-corrected. */
const adam: Optimizer = {
  momentCount: 2,
  update: ({ weights, gradients, moments }, { learningRate, step }) => {
    const [m, v] = moments as [tf.Tensor, tf.Tensor];
    const nextM = decayed(m, gradients, beta1);
    const nextV = decayed(v, tf.square(gradients), beta2);
    const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    const change = tf.div(tf.mul(nextM, rate), tf.add(tf.sqrt(nextV), epsilon));
    return { weights: tf.sub(weights, change), moments: [nextM, nextV] };
  },
};

/** Loshchilov & Hutter 2017 in Keras' order: the weight shrinks first, then takes Adam's step. */
const adamw: Optimizer = {
  momentCount: 2,
  update: (parameters, options) => {
    const { weights, decay } = parameters;
    if (decay === null) return adam.update(parameters, options);
    const lost = tf.mul(weights, tf.mul(decay, options.learningRate));
    return adam.update({ ...parameters, weights: tf.sub(weights, lost) }, options);
  },
};

/** Keras 3's update rules, spelled out: tfjs' own optimizers differ in ε and lack AdamW. */
export const optimizers: Readonly<Record<OptimizerName, Optimizer>> = {
  sgd,
  momentum,
  rmsprop,
  adam,
  adamw,
};

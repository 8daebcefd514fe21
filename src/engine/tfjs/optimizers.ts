import * as tf from '@tensorflow/tfjs-core';
import { type OptimizerName, optimizerConstants } from '../../core/training-setup.ts';

/** One trainable weight on its way through an optimizer step. */
export interface Parameter {
  readonly weight: tf.Tensor;
  /** Of the whole loss, L2 terms included. */
  readonly gradient: tf.Tensor;
  /** As many as the optimizer's `momentCount`. */
  readonly moments: readonly tf.Tensor[];
  /** AdamW's λ for this weight: 0 for biases and norms. */
  readonly weightDecay: number;
}

interface StepOptions {
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

interface Updated {
  readonly weight: tf.Tensor;
  readonly moments: readonly tf.Tensor[];
}

interface Optimizer {
  readonly momentCount: number;
  update(parameter: Parameter, options: StepOptions): Updated;
}

const { momentum: momentumShare, rho, beta1, beta2, epsilon } = optimizerConstants;

/** moment ← share·moment + (1 − share)·value */
const decayed = (moment: tf.Tensor, value: tf.Tensor, share: number): tf.Tensor =>
  tf.add(tf.mul(moment, share), tf.mul(value, 1 - share));

const sgd: Optimizer = {
  momentCount: 0,
  update: ({ weight, gradient }, { learningRate }) => ({
    weight: tf.sub(weight, tf.mul(gradient, learningRate)),
    moments: [],
  }),
};

const momentum: Optimizer = {
  momentCount: 1,
  update: ({ weight, gradient, moments }, { learningRate }) => {
    const [velocity] = moments as [tf.Tensor];
    const next = tf.sub(tf.mul(velocity, momentumShare), tf.mul(gradient, learningRate));
    return { weight: tf.add(weight, next), moments: [next] };
  },
};

/** Hinton's lecture 6e; Keras puts ε under the root. */
const rmsprop: Optimizer = {
  momentCount: 1,
  update: ({ weight, gradient, moments }, { learningRate }) => {
    const [meanSquare] = moments as [tf.Tensor];
    const next = decayed(meanSquare, tf.square(gradient), rho);
    const change = tf.div(tf.mul(gradient, learningRate), tf.sqrt(tf.add(next, epsilon)));
    return { weight: tf.sub(weight, change), moments: [next] };
  },
};

/** Kingma & Ba 2014, the form before section 2.1's end that Keras uses: ε is not bias-corrected. */
const adam: Optimizer = {
  momentCount: 2,
  update: ({ weight, gradient, moments }, { learningRate, step }) => {
    const [m, v] = moments as [tf.Tensor, tf.Tensor];
    const nextM = decayed(m, gradient, beta1);
    const nextV = decayed(v, tf.square(gradient), beta2);
    const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    const change = tf.div(tf.mul(nextM, rate), tf.add(tf.sqrt(nextV), epsilon));
    return { weight: tf.sub(weight, change), moments: [nextM, nextV] };
  },
};

/** Loshchilov & Hutter 2017 in Keras' order: the weight shrinks first, then takes Adam's step. */
const adamw: Optimizer = {
  momentCount: 2,
  update: (parameter, options) => {
    const kept = 1 - options.learningRate * parameter.weightDecay;
    const weight = kept === 1 ? parameter.weight : tf.mul(parameter.weight, kept);
    return adam.update({ ...parameter, weight }, options);
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

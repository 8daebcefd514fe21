// tfjs-core alone knows no gradients; only the whole of tfjs, with its layers, brings them along.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import { mnistClasses } from '../../core/shape.ts';
import { forward, type Model } from './model.ts';

interface Step {
  readonly images: tf.Tensor;
  readonly labels: tf.Tensor1D;
  readonly seed: number;
  readonly step: number;
}

export interface Gradients {
  /** Mean loss without L2 terms, and the share of the batch that was right: `[2]`. */
  readonly metrics: tf.Tensor1D;
  /** One for each trainable weight, L2 terms included. */
  readonly gradients: readonly tf.Tensor[];
  /** New values of running statistics, by the weight's place. */
  readonly replaced: ReadonlyMap<number, tf.Tensor>;
}

/** A training-mode pass forward and back; call it in a `tf.tidy`. */
export function computeGradients(
  model: Model,
  weights: readonly tf.Tensor[],
  { images, labels, seed, step }: Step,
): Gradients {
  const replaced = new Map<number, tf.Tensor>();
  // tfjs drops what the differentiated function makes but does not return, unless it is kept.
  const replaceWeight = (place: number, value: tf.Tensor) => replaced.set(place, tf.keep(value));
  const accuracies: tf.Scalar[] = [];
  const lossOf = (...trained: tf.Tensor[]): tf.Scalar => {
    const all = [...weights];
    model.trainable.forEach((place, order) => {
      all[place] = trained[order] as tf.Tensor; // one for each trainable weight
    });
    const logits = forward(model, images, {
      weights: all,
      training: { seed, step, replaceWeight },
    });
    accuracies.push(tf.keep(shareCorrect(logits, labels)));
    return crossEntropy(logits, labels);
  };
  const trained = model.trainable.map((place) => weights[place] as tf.Tensor); // places of weights
  const { value, grads } =
    trained.length > 0 ? tf.valueAndGrads(lossOf)(trained) : { value: lossOf(), grads: [] };
  const metrics = tf.stack([value, ...accuracies]) as tf.Tensor1D;
  tf.dispose(accuracies);
  return { metrics, gradients: withPenalties(model, trained, grads), replaced };
}

/** −mean log softmax(logits)[label], from logits: stable whatever their size. */
function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const logLikelihood = tf.mul(tf.logSoftmax(logits), tf.oneHot(labels, mnistClasses));
  return tf.div(tf.sum(logLikelihood), -labels.size);
}

const shareCorrect = (logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar =>
  tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'));

/** Adds 2λw, the gradient of Keras' penalty λ·Σw². */
function withPenalties(
  { weights: specs, trainable }: Model,
  trained: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
): readonly tf.Tensor[] {
  return gradients.map((gradient, order) => {
    const l2 = specs[trainable[order] ?? 0]?.l2 ?? 0;
    const weight = trained[order];
    return l2 === 0 || weight === undefined ? gradient : tf.add(gradient, tf.mul(weight, 2 * l2));
  });
}

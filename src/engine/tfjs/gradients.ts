// tfjs-core alone knows no gradients; only the whole of tfjs, with its layers, brings them along.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import { withCrossEntropyGradient } from './loss.ts';
import { forward, type Model } from './model.ts';

interface Step {
  readonly images: tf.Tensor;
  /** One-hot rows divided by their number. */
  readonly targets: tf.Tensor2D;
  readonly seed: number;
  readonly step: number;
}

export interface Gradients {
  /** In training mode: `[rows, 10]`. */
  readonly logits: tf.Tensor2D;
  /** Of the mean loss without L2 terms, one for each trainable weight. */
  readonly gradients: readonly tf.Tensor[];
  /** New values of running statistics, by the weight's place. */
  readonly replaced: ReadonlyMap<number, tf.Tensor>;
}

/** A training-mode pass forward and back; call it in a `tf.tidy`. */
export function computeGradients(
  model: Model,
  weights: readonly tf.Tensor[],
  { images, targets, seed, step }: Step,
): Gradients {
  const replaced = new Map<number, tf.Tensor>();
  // tfjs drops what the differentiated function makes but does not return, unless it is kept.
  const replaceWeight = (place: number, value: tf.Tensor) => replaced.set(place, tf.keep(value));
  const logitsOf = (...trained: tf.Tensor[]): tf.Tensor2D => {
    const all = [...weights];
    model.trainable.forEach((place, order) => {
      all[place] = trained[order] as tf.Tensor; // one for each trainable weight
    });
    const logits = forward(model, images, {
      weights: all,
      training: { seed, step, replaceWeight },
    });
    return withCrossEntropyGradient(logits, targets);
  };
  const trained = model.trainable.map((place) => weights[place] as tf.Tensor); // places of weights
  if (trained.length === 0) return { logits: logitsOf(), gradients: [], replaced };
  const { value, grads } = tf.valueAndGrads(logitsOf)(trained);
  return { logits: value as tf.Tensor2D, gradients: grads, replaced };
}

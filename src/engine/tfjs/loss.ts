import * as tf from '@tensorflow/tfjs-core';
import { mnistClasses } from '../../core/shape.ts';
import type { Batch } from '../runtime.ts';

/** One-hot rows divided by their number: `[rows, 10]`. */
export function uploadTargets({ set, indices }: Batch): tf.Tensor2D {
  const rows = indices.length;
  const targets = new Float32Array(rows * mnistClasses);
  indices.forEach((index, row) => {
    targets[row * mnistClasses + (set.labels[index] ?? 0)] = 1 / rows;
  });
  return tf.tensor2d(targets, [rows, mnistClasses]);
}

/**
 * The logits themselves, to be differentiated as the mean cross-entropy of their softmax: (softmax − one-hot) / rows. The
 * loss is worked out from the logits once they are read back, so that the GPU need not.
 */
export const withCrossEntropyGradient = (logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Tensor2D =>
  tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]); // else the wasm backend frees it before the way back
    return {
      value: tf.clone(x as tf.Tensor2D),
      gradFunc: (_, [z]) =>
        tf.sub(tf.mul(tf.softmax(z as tf.Tensor2D), 1 / targets.shape[0]), targets),
    };
  })(logits) as tf.Tensor2D;

/** Mean cross-entropy of some rows of logits, and the share of them that is right. */
export function scoreRows(
  logits: Float32Array,
  labels: Uint8Array,
): { readonly loss: number; readonly accuracy: number } {
  let loss = 0;
  let correct = 0;
  labels.forEach((label, row) => {
    const z = logits.subarray(row * mnistClasses, (row + 1) * mnistClasses);
    const largest = z.reduce((a, b) => Math.max(a, b));
    const sum = z.reduce((total, value) => total + Math.exp(value - largest), 0);
    loss += Math.log(sum) + largest - (z[label] ?? 0);
    if (z.indexOf(largest) === label) correct++;
  });
  return { loss: loss / labels.length, accuracy: correct / labels.length };
}

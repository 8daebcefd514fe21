import * as tf from '@tensorflow/tfjs-core';
import type { LayerParams } from '../../../core/layers/index.ts';
import type { LayerPass } from '../layer.ts';

/** What a cell remembers, [rows, units] each; the second is an LSTM's alone. */
type Memory = readonly [output: tf.Tensor2D, cell: tf.Tensor2D];

interface CellWeights {
  readonly recurrent: tf.Tensor2D;
  readonly bias: tf.Tensor | undefined;
}

/** One kind of recurrent layer: what a step makes of its memory and its input, which is multiplied by the kernel. */
type Cell = (sums: tf.Tensor2D, memory: Memory, weights: CellWeights) => Memory;

/** A recurrent layer of a cell in one direction or both. Outputs [rows, units], or [rows, steps, units] for every step. */
export const recurrent =
  (cell: Cell) =>
  (input: tf.Tensor, params: LayerParams<'lstm'>, { weights }: LayerPass): tf.Tensor => {
    const sequence = input as tf.Tensor3D; // core accepted it
    const perDirection = params.useBias ? 3 : 2;
    const run = (place: number, steps: tf.Tensor3D) =>
      runSteps(cell, steps, weights.slice(place, place + perDirection));
    const forward = run(0, sequence);
    const backward = params.bidirectional ? run(perDirection, tf.reverse(sequence, 1)) : [];
    if (!params.returnSequences)
      return tf.concat(
        [forward, backward].flatMap((o) => o.slice(-1)),
        1,
      );
    const inTime = [forward, backward.toReversed()].filter(({ length }) => length > 0);
    return tf.concat(
      inTime.map((outputs) => tf.stack(outputs, 1)),
      2,
    );
  };

/** The output after each step. */
function runSteps(cell: Cell, sequence: tf.Tensor3D, weights: readonly tf.Tensor[]): tf.Tensor2D[] {
  const [kernel, recurrent, bias] = weights as [tf.Tensor2D, tf.Tensor2D, tf.Tensor?];
  const [rows, steps, features] = sequence.shape;
  const sums = tf.matMul(tf.reshape(sequence, [-1, features]), kernel);
  const nothing: tf.Tensor2D = tf.zeros([rows, recurrent.shape[0]]);
  let memory: Memory = [nothing, nothing];
  return eachStep(tf.reshape(sums, [rows, steps, -1])).map((sum) => {
    memory = cell(sum, memory, { recurrent, bias });
    return memory[0];
  });
}

/** Its steps, [rows, features] each. The gradient of tf.unstack knows no sequence of one. */
const eachStep = (sequence: tf.Tensor3D): tf.Tensor2D[] =>
  sequence.shape[1] === 1
    ? [tf.squeeze(sequence, [1])]
    : (tf.unstack(sequence, 1) as tf.Tensor2D[]); // one axis less

/** Input and memory summed, with the bias. */
export function sumWithMemory(
  sums: tf.Tensor2D,
  [output]: Memory,
  { recurrent, bias }: CellWeights,
): tf.Tensor2D {
  const sum = tf.add(sums, tf.matMul(output, recurrent));
  return bias === undefined ? (sum as tf.Tensor2D) : tf.add(sum, bias);
}

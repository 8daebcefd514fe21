import { calibrationBins } from '../../core/calibration.ts';
import type { AnsweredTest, Score } from '../../core/run.ts';
import { mnistClasses } from '../../core/shape.ts';
import { confusionMatrix } from '../../core/stats.ts';
import { packWrongAnswers, type WrongAnswer } from '../../core/wrong-answers.ts';
import { nextMacrotask } from '../macrotask.ts';
import type { ImageSet, Network } from '../runtime.ts';

const sliceMs = 40;
const smallestSlice = 16;
const largestSlice = 1000;

/** The first `count` rows of a set. */
export const firstRows = (count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, i) => i);

/** Logits `[rows × 10]` in slices of about 40 ms, so that other jobs and a cancel are heard between. */
export async function forwardAll(
  network: Pick<Network, 'forward'>,
  { set, indices }: { readonly set: ImageSet; readonly indices: Uint32Array },
  signal: AbortSignal,
): Promise<Float32Array> {
  const logits = new Float32Array(indices.length * mnistClasses);
  let rows = smallestSlice;
  for (let start = 0; start < indices.length; ) {
    const slice = indices.subarray(start, start + rows);
    const startedMs = performance.now();
    logits.set(await network.forward({ set, indices: slice }), start * mnistClasses);
    start += slice.length;
    const perRowMs = Math.max(performance.now() - startedMs, 0.001) / slice.length;
    rows = Math.round(Math.min(largestSlice, Math.max(smallestSlice, sliceMs / perRowMs)));
    await nextMacrotask();
    signal.throwIfAborted();
  }
  return logits;
}

/** Mean cross-entropy and right answers of rows of logits. */
export function scoreOf(logits: Float32Array, labels: ArrayLike<number>): Score {
  let loss = 0;
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? 0;
    const own = rowOf(logits, row);
    loss += logSumExp(own) - (own[label] ?? 0);
    if (argMax(own) === label && !Number.isNaN(own[label])) correct++;
  }
  return { loss: loss / labels.length, correct, n: labels.length };
}

/** The whole of what a reading of the test set tells. */
export function testResultOf(logits: Float32Array, labels: Uint8Array): AnsweredTest {
  const answers = answersOf(logits);
  const wrong: WrongAnswer[] = [];
  const confidences = answers.map((answer, index) => softmax(rowOf(logits, index))[answer] ?? 0);
  for (const [index, answer] of answers.entries()) {
    const label = labels[index] ?? 0;
    const confidence = confidences[index] ?? 0;
    if (answer !== label) wrong.push({ index, label, answer, confidence });
  }
  wrong.sort((a, b) => b.confidence - a.confidence);
  return {
    ...scoreOf(logits, labels),
    confusion: confusionMatrix(labels, answers),
    wrong: packWrongAnswers(wrong),
    calibration: calibrationBins(
      answers.map((answer, index) => ({
        isRight: answer === labels[index],
        confidence: confidences[index] ?? 0,
      })),
    ),
    reads: 1,
  };
}

/** The class with the largest logit of each row; the first of equals. */
export const answersOf = (logits: Float32Array): number[] =>
  Array.from({ length: logits.length / mnistClasses }, (_, row) => argMax(rowOf(logits, row)));

/** Probabilities of one row of logits. */
export function softmax(row: Float32Array): number[] {
  const logSum = logSumExp(row);
  return Array.from(row, (logit) => Math.exp(logit - logSum));
}

/** The labels of some rows. */
export const labelsOf = (labels: Uint8Array, indices: Uint32Array): Uint8Array =>
  Uint8Array.from(indices, (index) => labels[index] ?? 0);

const rowOf = (logits: Float32Array, row: number): Float32Array =>
  logits.subarray(row * mnistClasses, (row + 1) * mnistClasses);

/** log Σ exp, with the largest taken out so that nothing overflows. */
function logSumExp(row: Float32Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of row) largest = Math.max(largest, logit);
  let sum = 0;
  for (const logit of row) sum += Math.exp(logit - largest);
  return largest + Math.log(sum);
}

function argMax(row: Float32Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] ?? 0) > (row[best] ?? 0)) best = i;
  return best;
}

import { describe, expect, test } from 'vitest';
import type { DistillationParams } from '../../core/distillation.ts';
import { uniform } from '../../core/random.ts';
import type { TrainingState } from '../runtime.ts';
import { build, freshState, layer, noiseBatch } from './test-network.ts';

const architecture = [
  layer('averagePooling2d', { poolSize: 7, strides: 7 }),
  layer('flatten'),
  layer('dense', { units: 10 }),
];
const rows = 37;
const batch = {
  ...noiseBatch(rows, 3),
  teacher: Float32Array.from({ length: rows * 10 }, (_, i) => 8 * (uniform(5, 0, i) - 0.5)),
};
const state = freshState(architecture, 3);

/** Loss of one step, and the weights after it. */
function stepOf(distillation: DistillationParams, from: TrainingState, rate: number) {
  const network = build(architecture, from, { batchSize: rows, distillation });
  network.trainStep(batch, rate);
  const { losses } = network.takeStepMetrics();
  return { loss: losses[0] ?? Number.NaN, weights: network.readState().weights };
}

const softmax = (z: readonly number[], temperature: number): number[] => {
  const powers = z.map((value) => Math.exp(value / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
};

/** The formulas of Hinton et al. 2015, in double precision, from the student's logits. */
function expectedLoss({ loss, alpha, temperature: t }: DistillationParams): number {
  const logits = build(architecture, state).forward(batch);
  const rowOf = (values: Float32Array, row: number) => [
    ...values.subarray(row * 10, row * 10 + 10),
  ];
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const [student, teacher] = [rowOf(logits, row), rowOf(batch.teacher, row)];
    const label = batch.set.labels[row] ?? 0;
    const crossEntropy = -Math.log(softmax(student, 1)[label] ?? 0);
    const [p, q] = [softmax(student, t), softmax(teacher, t)];
    const kl = q.reduce((part, qj, j) => part + qj * Math.log(qj / (p[j] ?? 0)), 0);
    const mse = student.reduce((part, z, j) => part + (z - (teacher[j] ?? 0)) ** 2, 0) / 10;
    sum += alpha * crossEntropy + (1 - alpha) * (loss === 'kl' ? t * t * kl : mse);
  }
  return sum / rows;
}

const cases: DistillationParams[] = [
  { loss: 'kl', alpha: 0.1, temperature: 4 },
  { loss: 'kl', alpha: 0, temperature: 1 },
  { loss: 'kl', alpha: 0.5, temperature: 20 },
  { loss: 'mse', alpha: 0, temperature: 4 },
  { loss: 'mse', alpha: 0.7, temperature: 4 },
];

describe.each(cases)('the loss of a student, $loss with α $alpha at T $temperature', (params) => {
  test('is that of the formula', () => {
    expect(stepOf(params, state, 0).loss).toBeCloseTo(expectedLoss(params), 4);
  });

  test('has the gradient that finite differences have', () => {
    const rate = 4096;
    const { weights } = stepOf(params, state, rate);
    const gradients = state.weights.map((before, place) =>
      before.map((value, i) => (value - (weights[place]?.[i] ?? 0)) / rate),
    );
    const norm = Math.sqrt(gradients.reduce((sum, g) => sum + g.reduce((a, v) => a + v * v, 0), 0));
    const lossAt = (by: number) =>
      stepOf(
        params,
        {
          ...state,
          weights: state.weights.map((w, place) =>
            w.map((v, i) => v + (by * (gradients[place]?.[i] ?? 0)) / norm),
          ),
        },
        0,
      ).loss;
    const step = 1e-2;
    const slope = (lossAt(step) - lossAt(-step)) / (2 * step);
    expect(slope / norm).toBeCloseTo(1, 2);
  });
});

test('with the labels alone it is the ordinary loss, to the bit', () => {
  const student = stepOf({ loss: 'kl', alpha: 1, temperature: 4 }, state, 0.1);
  const plain = build(architecture, state, { batchSize: rows });
  plain.trainStep(batch, 0.1);
  expect(student.weights).toEqual(plain.readState().weights);
});

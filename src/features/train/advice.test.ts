import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import type { RunRecord } from '../../core/run.ts';
import { type TrainingSetup, trainingFields } from '../../core/training-setup.ts';
import { adviceFor } from './advice.ts';

const run = (correct: number, setup: Partial<TrainingSetup>, more: Partial<RunRecord> = {}) =>
  ({
    name: 'calm-otter',
    status: 'finished',
    steps: 500,
    training: { loss: 1, correct, n: 1000 },
    recipe: { architecture: [], setup: { ...defaultsOf(trainingFields), ...setup } },
    ...more,
  }) as RunRecord; // what advice reads of a record

test('a run that learned needs no advice', () => {
  expect(adviceFor(run(970, {}))).toBeNull();
});

test('a diverged run is told a rate that its optimizer can bear', () => {
  const diverged = run(
    Number.NaN,
    { optimizer: 'momentum', learningRate: 10 },
    { status: 'diverged' },
  );
  expect(adviceFor(diverged)?.learningRate).toBe(0.01);
  const close = run(Number.NaN, { optimizer: 'adam', learningRate: 0.002 }, { status: 'diverged' });
  expect(adviceFor(close)?.learningRate).toBe(0.0002);
});

test('a run that only guesses blames its rate where that is large, and not otherwise', () => {
  expect(adviceFor(run(98, { optimizer: 'sgd', learningRate: 10 }))?.learningRate).toBe(0.1);
  expect(adviceFor(run(98, { learningRate: 1e-6 }))?.learningRate).toBeNull();
});

test('after a few steps nothing can be said', () => {
  expect(adviceFor(run(98, {}, { steps: 5 }))).toBeNull();
});

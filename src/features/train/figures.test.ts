import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import type { RunRecord } from '../../core/run.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { type ActiveRun, beginActiveRun } from '../../stores/active-run.ts';
import { activeFigures, finishedFigures, formatLoss, formatRate } from './figures.ts';
import { outcomeWords, progressWords, setupWords } from './status-words.ts';

const begun = beginActiveRun({
  runId: 'a',
  name: 'calm-otter',
  recipe: { architecture: [], setup: defaultsOf(trainingFields) },
  runtime: 'wasm',
  parentId: null,
  startPaused: false,
});

const series = (values: readonly number[]) => ({
  values: Float32Array.from(values),
  length: values.length,
});

const running: ActiveRun = {
  ...begun,
  phase: 'training',
  step: 100,
  epoch: 1,
  totalSteps: 2580,
  stepsPerEpoch: 860,
  imagesPerSecond: 5412,
  remainingSeconds: 8.3,
  stepAccuracies: series(Array.from({ length: 100 }, (_, step) => (step < 50 ? 0 : 0.95))),
  stepLosses: series(Array.from({ length: 100 }, () => 0.25)),
  validations: [{ step: 86, loss: 0.2, correct: 480, n: 500 }],
};

test('before the first step no figure is made up', () => {
  const figures = activeFigures(begun);
  expect(figures.trainingAccuracy).toBe('–');
  expect(figures.validationAccuracy).toBe('–');
  expect(figures.gap).toBe('–');
  expect(figures.loss).toBe('–');
  expect(figures.imagesPerSecond).toBe('–');
});

test('a variant made without a step has no speed and no training time', () => {
  const score = { loss: 0.1, correct: 99, n: 100 };
  const variant = {
    ...{ name: 'calm-otter', status: 'finished', recipe: begun.recipe, steps: 0 },
    ...{ training: score, validation: score, epochs: [], events: [] },
    timing: { trainingSeconds: 0, firstStepMs: 0, imagesPerSecond: 0 },
  } as unknown as RunRecord; // what the words read of a record
  expect(finishedFigures(variant).imagesPerSecond).toBe('–');
  expect(outcomeWords(variant)).toBe('calm-otter finished · without a training step');
});

test('live training accuracy is the mean of the last 50 batches, and says so', () => {
  expect(activeFigures(running).trainingAccuracy).toBe('95.0 %');
  expect(activeFigures(running).trainingNote).toBe('last 50 batches');
});

test('validation accuracy carries its n and its interval', () => {
  const { validationAccuracy, validationNote, gap } = activeFigures(running);
  expect(validationAccuracy).toBe('96.0 %');
  expect(validationNote).toBe('500 images (93.9–97.4)');
  expect(gap).toBe('−1.0');
});

test('a diverged network has no accuracy: its answers are no answers', () => {
  const validations = [{ step: 86, loss: Number.NaN, correct: 50, n: 500 }];
  const { validationAccuracy, gap } = activeFigures({ ...running, validations });
  expect(validationAccuracy).toBe('–');
  expect(gap).toBe('–');
});

test('the time of an epoch is an estimate until one is done', () => {
  expect(activeFigures(running).epochTime).toBe('≈ 10 s');
  expect(activeFigures(running).epochTimeNote).toBe('estimate');
});

test('losses and rates keep the digits that matter', () => {
  expect([2.3456, 0.0612345, 12.34, 1.234e20, Number.NaN].map(formatLoss)).toEqual([
    '2.346',
    '0.0612',
    '12.3',
    '1.2e+20',
    '–',
  ]);
  expect([0.001, 1e-5, 0.00032, 0].map(formatRate)).toEqual(['0.001', '1e-5', '3.2e-4', '0']);
});

test('progress in words', () => {
  expect(progressWords(running)).toBe('epoch 1 of 3 · 5,412 images/s · 9 s left');
  expect(progressWords({ ...running, phase: 'paused' })).toBe('paused · epoch 1 of 3');
  expect(
    progressWords({
      ...begun,
      phase: 'loading-data',
      data: { loadedBytes: 3.2e6, totalBytes: 11e6 },
    }),
  ).toBe('loading the digits · 3.20 MB of 11.0 MB');
});

test('the setup in words', () => {
  expect(setupWords(begun.recipe.setup)).toBe(
    'MNIST · 55,000 images · Adam 0.001 · batch 64 · seed 1',
  );
});

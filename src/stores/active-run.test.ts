import { expect, test } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { trainingFields } from '../core/training-setup.ts';
import type { TrainProgress } from '../protocol/jobs.ts';
import { beginActiveRun, withProgress } from './active-run.ts';

const started = beginActiveRun({
  runId: 'a',
  name: 'calm-otter',
  recipe: { architecture: [], setup: defaultsOf(trainingFields) },
  runtime: 'wasm',
  parentId: null,
  startPaused: false,
});

const progress = (stepLosses: number[], more: Partial<TrainProgress> = {}): TrainProgress => ({
  phase: 'training',
  data: null,
  runtime: null,
  step: stepLosses.length,
  epoch: 1,
  totalSteps: 10,
  stepsPerEpoch: 10,
  learningRate: 0.001,
  stepLosses: Float32Array.from(stepLosses),
  stepAccuracies: Float32Array.from(stepLosses, () => 0.5),
  validations: [],
  epochs: [],
  stripAnswers: null,
  imagesPerSecond: 100,
  elapsedSeconds: 1,
  remainingSeconds: null,
  ...more,
});

test('losses of all messages line up, in order', () => {
  const losses = Array.from({ length: 5000 }, (_, step) => step);
  let run = started;
  for (let from = 0; from < losses.length; from += 7)
    run = withProgress(run, progress(losses.slice(from, from + 7)));
  expect(run.stepLosses.length).toBe(5000);
  expect([...run.stepLosses.values.subarray(0, 5000)]).toEqual(losses);
});

test('an older state keeps its own losses when a newer one appends in place', () => {
  const before = withProgress(started, progress([1, 2]));
  const after = withProgress(before, progress([3]));
  expect([...before.stepLosses.values.subarray(0, before.stepLosses.length)]).toEqual([1, 2]);
  expect(after.stepLosses.length).toBe(3);
});

test('the strip keeps its last answers when a message has none', () => {
  const answered = withProgress(started, progress([1], { stripAnswers: [7, 2] }));
  expect(withProgress(answered, progress([2])).stripAnswers).toEqual([7, 2]);
});

test('nothing new keeps the identity of lists, so that charts need not redraw', () => {
  const before = withProgress(started, progress([1]));
  const after = withProgress(before, progress([]));
  expect(after.stepLosses).toBe(before.stepLosses);
  expect(after.validations).toBe(before.validations);
});

import { expect, test } from 'vitest';
import { accuracyFloor, lastStepShown, logTicks, lossRange } from './axes.ts';

const curves = (training: (number | null)[], validation: (number | null)[]) => ({
  steps: training.map((_, index) => index + 1),
  batches: training,
  training,
  validation,
  measuredAt: [],
});

test('the accuracy axis zooms in as the network gets better', () => {
  expect(accuracyFloor(curves([0.1], [null]))).toBe(0);
  expect(accuracyFloor(curves([0.1, 0.92], [0.95]))).toBe(0.5);
  expect(accuracyFloor(curves([0.1, 0.96], [0.96]))).toBe(0.7);
  expect(accuracyFloor(curves([0.1, 0.99], [0.984]))).toBe(0.9);
});

test('a continued run, good from its first step on, fills the chart', () => {
  expect(accuracyFloor(curves([0.93, 0.95], [0.94]))).toBe(0.9);
});

test('an empty accuracy chart shows everything', () => {
  expect(accuracyFloor(curves([], []))).toBe(0);
});

test('the loss axis starts at 0 when linear, and never at 0 when logarithmic', () => {
  expect(lossRange(curves([2, 1], [null, 1.5]), false)).toEqual([0, 2.1]);
  const [low, high] = lossRange(curves([2, 1, 0], [null, 1.5]), true);
  expect(low).toBeCloseTo(0.8);
  expect(high).toBeCloseTo(2.5);
});

test('the step axis shows whole epochs, doubling, and never more than the run has', () => {
  const at = (step: number) => lastStepShown({ stepsBefore: 0, step, totalSteps: 1000 }, 100);
  expect([0, 1, 100, 101, 250, 700, 1000].map(at)).toEqual([100, 100, 100, 200, 400, 800, 1000]);
});

test('a continued run begins its axis where its parent stopped', () => {
  expect(lastStepShown({ stepsBefore: 300, step: 310, totalSteps: 500 }, 100)).toBe(400);
});

test('a logarithmic axis has round ticks, fewer when it spans many powers', () => {
  expect(logTicks(0.04, 2.6)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2]);
  expect(logTicks(0.05, 0.18)).toEqual([0.06, 0.08, 0.1, 0.15]);
  expect(logTicks(1, 1e30)).toEqual([1, 1e6, 1e12, 1e18, 1e24, 1e30]);
  expect(logTicks(1e-4, 3)).toEqual([0.0001, 0.001, 0.01, 0.1, 1]);
});

import { expect, test } from 'vitest';
import { calibrationBins, expectedCalibrationError } from './calibration.ts';

const answer = (confidence: number, isRight: boolean) => ({ confidence, isRight });

test('answers fall into fifteen bins, a certain one into the last', () => {
  const bins = calibrationBins([answer(1, true), answer(0.95, false), answer(0.1, false)]);
  expect(bins).toHaveLength(15);
  expect(bins[14]).toEqual({ count: 2, correct: 1, confidence: 1.95 });
  expect(bins[1]).toEqual({ count: 1, correct: 0, confidence: 0.1 });
});

test('the error is the gap of each bin, weighted by its answers', () => {
  // |1 − 1.95| of two answers and |0 − 0.1| of one: 1.05 over 3.
  const bins = calibrationBins([answer(1, true), answer(0.95, false), answer(0.1, false)]);
  expect(expectedCalibrationError(bins)).toBeCloseTo(0.35, 12);
  expect(expectedCalibrationError(calibrationBins([]))).toBe(0);
});

test('an answer that is as often right as it is sure is calibrated', () => {
  const answers = Array.from({ length: 10 }, (_, i) => answer(0.8, i < 8));
  expect(expectedCalibrationError(calibrationBins(answers))).toBeCloseTo(0, 12);
});

import { expect, test } from 'vitest';
import { wrongAnswersOf } from '../../core/wrong-answers.ts';
import { answersOf, scoreOf, softmax, testResultOf } from './evaluate.ts';

const logitsOf = (...rows: Readonly<Record<number, number>>[]) =>
  Float32Array.from(rows.flatMap((row) => Array.from({ length: 10 }, (_, i) => row[i] ?? 0)));

test('ten equal logits lose log 10 and answer 0', () => {
  const score = scoreOf(logitsOf({}, {}), [0, 5]);
  expect(score.loss).toBeCloseTo(Math.log(10), 12);
  expect(score).toMatchObject({ correct: 1, n: 2 });
});

test('logits of a thousand neither overflow nor lose their order', () => {
  const logits = logitsOf({ 3: 1000, 4: 999 });
  expect(scoreOf(logits, [3]).loss).toBeCloseTo(Math.log(1 + Math.exp(-1)), 6);
  expect(softmax(logits)[4]).toBeCloseTo(1 / (1 + Math.E), 6);
  expect(answersOf(logits)).toEqual([3]);
});

test('a test result counts each answer, lists the wrong ones most confident first, and was read once', () => {
  const logits = logitsOf({ 1: 5 }, { 2: 1 }, { 7: 9 }, { 4: 3 });
  const result = testResultOf(logits, Uint8Array.from([1, 3, 9, 4]));
  expect(result).toMatchObject({ correct: 2, n: 4, reads: 1 });
  expect(wrongAnswersOf(result).map(({ index, label, answer }) => [index, label, answer])).toEqual([
    [2, 9, 7],
    [1, 3, 2],
  ]);
  expect(result.confusion[9 * 10 + 7]).toBe(1);
  expect(result.confusion.reduce((sum, count) => sum + count, 0)).toBe(4);
});

test('a network whose outputs are no numbers has nothing right', () => {
  const logits = new Float32Array(20).fill(Number.NaN);
  expect(scoreOf(logits, [0, 1]).correct).toBe(0);
});

import { expect, test } from 'vitest';
import { agreementOf, damageByClass, flipsOf, pairedTest } from './compare-runs.ts';
import type { AnsweredTest } from './run.ts';
import { confusionMatrix } from './stats.ts';
import { packWrongAnswers } from './wrong-answers.ts';

const labels = [7, 2, 1, 0, 4, 1, 4, 9];

/** A test result of eight images from all their answers. */
function resultOf(answers: readonly number[]): AnsweredTest {
  const wrong = answers.flatMap((answer, index) => {
    const label = labels[index] ?? 0;
    return answer === label ? [] : [{ index, label, answer, confidence: 0.5 }];
  });
  const { length: n } = labels;
  const confusion = confusionMatrix(labels, answers);
  return {
    loss: 0,
    correct: n - wrong.length,
    n,
    confusion,
    wrong: packWrongAnswers(wrong),
    reads: 1,
  };
}

const before = resultOf([7, 2, 1, 0, 4, 1, 9, 4]);
// The first is lost, the seventh won, the last wrong in another way, the second as right as before.
const after = resultOf([1, 2, 1, 0, 4, 1, 4, 5]);

test('both answers follow from the wrong answers of each, and equal ones are no flips', () => {
  expect(flipsOf(before, after)).toEqual([
    { index: 0, label: 7, before: 7, after: 1 },
    { index: 6, label: 4, before: 9, after: 4 },
    { index: 7, label: 9, before: 4, after: 5 },
  ]);
  expect(flipsOf(before, before)).toEqual([]);
});

test('two networks agree where their answers are the same, also where both are wrong alike', () => {
  expect(agreementOf(before, after)).toEqual({ same: 5, n: 8 });
  expect(agreementOf(after, before)).toEqual({ same: 5, n: 8 });
  const alike = resultOf([7, 2, 1, 0, 4, 1, 9, 5]);
  expect(agreementOf(before, alike)).toEqual({ same: 7, n: 8 });
});

test('one lost and one won are no difference', () => {
  expect(pairedTest(before, after)).toEqual({ lost: 1, won: 1, otherwise: 1, difference: 0, p: 1 });
});

test('eight lost and none won are a difference of chance once in 128', () => {
  const wrong = resultOf(labels.map((label) => (label + 1) % 10));
  const { lost, won, difference, p } = pairedTest(resultOf(labels), wrong);
  expect([lost, won, difference]).toEqual([8, 0, -1]);
  expect(p).toBeCloseTo(2 / 2 ** 8, 12);
});

test('damage is counted digit by digit', () => {
  const damage = damageByClass(before, after);
  expect(damage).toHaveLength(10);
  expect(damage[7]).toEqual({ digit: 7, n: 1, before: 1, after: 0 });
  expect(damage[4]).toEqual({ digit: 4, n: 2, before: 1, after: 2 });
  expect(damage[3]).toEqual({ digit: 3, n: 0, before: 0, after: 0 });
});

import type { AnsweredTest, TestResult } from './run.ts';
import { mnistClasses } from './shape.ts';
import { mcnemarP } from './stats.ts';
import { wrongAnswersOf } from './wrong-answers.ts';

/** A test digit to which two networks gave different answers. */
export interface Flip {
  /** Place in the test set. */
  readonly index: number;
  readonly label: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Every test digit with two different answers, in order of the test set. A record lists its wrong answers only: an image
 * that is not among them was answered with its label.
 */
export function flipsOf(before: AnsweredTest, after: AnsweredTest): readonly Flip[] {
  const answersBefore = wrongByIndex(before);
  const answersAfter = wrongByIndex(after);
  const missed = new Map(
    [...wrongAnswersOf(before), ...wrongAnswersOf(after)].map(({ index, label }) => [index, label]),
  );
  return [...missed]
    .map(([index, label]) => ({
      ...{ index, label },
      before: answersBefore.get(index) ?? label,
      after: answersAfter.get(index) ?? label,
    }))
    .filter((flip) => flip.before !== flip.after)
    .sort((first, second) => first.index - second.index);
}

const wrongByIndex = (test: AnsweredTest): ReadonlyMap<number, number> =>
  new Map(wrongAnswersOf(test).map(({ index, answer }) => [index, answer]));

/** Test images to which two networks gave the same answer, right or wrong. */
export const agreementOf = (first: AnsweredTest, second: AnsweredTest) => ({
  same: first.n - flipsOf(first, second).length,
  n: first.n,
});

export interface PairedTest {
  /** Right before and wrong after; wrong before and right after; wrong both times, in two ways. */
  readonly lost: number;
  readonly won: number;
  readonly otherwise: number;
  /** Accuracy after less accuracy before, as a ratio. */
  readonly difference: number;
  /** Exact two-sided McNemar: how often chance alone would be at least as lopsided. */
  readonly p: number;
}

/** The same images read by two networks: what one has right and the other has not. */
export function pairedTest(before: AnsweredTest, after: AnsweredTest): PairedTest {
  const flips = flipsOf(before, after);
  const lost = flips.filter((flip) => flip.before === flip.label).length;
  const won = flips.filter((flip) => flip.after === flip.label).length;
  return {
    ...{ lost, won, otherwise: flips.length - lost - won },
    difference: after.correct / after.n - before.correct / before.n,
    p: mcnemarP(lost, won),
  };
}

export interface ClassDamage {
  readonly digit: number;
  /** Test images of the digit, and how many of them are right before and after. */
  readonly n: number;
  readonly before: number;
  readonly after: number;
}

/** What each digit lost or won: an average can hide one that is hit hard. */
export const damageByClass = (before: TestResult, after: TestResult): readonly ClassDamage[] =>
  Array.from({ length: mnistClasses }, (_, digit) => ({
    digit,
    n: rowOf(after, digit).reduce((sum, count) => sum + count, 0),
    before: rowOf(before, digit)[digit] ?? 0,
    after: rowOf(after, digit)[digit] ?? 0,
  }));

const rowOf = ({ confusion }: TestResult, label: number): readonly number[] =>
  confusion.slice(label * mnistClasses, (label + 1) * mnistClasses);

import type { RunRecord } from './run.ts';

/** What a challenge can limit: bytes of our own download, parameters, multiply-adds of one image. */
export const challengeMetrics = ['fileBytes', 'parameters', 'macs'] as const;
export type ChallengeMetric = (typeof challengeMetrics)[number];

export interface Challenge {
  /** One line of plain text. */
  readonly title: string;
  /** The least share of test digits that must be right, 0–1, in ten-thousandths. */
  readonly accuracy: number;
  readonly metric: ChallengeMetric;
  /** The most of it; null where the smallest wins. */
  readonly most: number | null;
}

export const maxTitle = 80;
export const leastAccuracy = 0.2;
export const mostAccuracy = 0.9999;
export const mostOfAnyMetric = 1e9;

/** A challenge that comes with the page, and the preset that shows that it can be met. */
export interface BuiltInChallenge extends Challenge {
  readonly proof: { readonly presetId: string; readonly correct: number };
}

/** Test digits of 10,000 that the smallest presets have right: docs/accuracy.md. */
const cnn7k = { presetId: 'cnn-7k', correct: 9926 };
const cnn1k = { presetId: 'cnn-1k', correct: 9830 };

export const builtInChallenges: readonly BuiltInChallenge[] = [
  {
    title: 'Smaller than a photo',
    ...{ accuracy: 0.98, metric: 'fileBytes', most: 20_000, proof: cnn1k },
  },
  {
    title: 'Ten thousand numbers',
    ...{ accuracy: 0.99, metric: 'parameters', most: 10_000, proof: cnn7k },
  },
  {
    title: 'Little work',
    ...{ accuracy: 0.97, metric: 'macs', most: 100_000, proof: cnn1k },
  },
  {
    title: 'Ninety-nine in forty',
    ...{ accuracy: 0.99, metric: 'fileBytes', most: 40_000, proof: cnn7k },
  },
  {
    title: 'The smallest file',
    ...{ accuracy: 0.95, metric: 'fileBytes', most: null, proof: cnn1k },
  },
  {
    title: 'The fewest parameters',
    ...{ accuracy: 0.98, metric: 'parameters', most: null, proof: cnn1k },
  },
];

/** What a challenge looks at: right answers on the test set, and the size. */
export interface ChallengeResult {
  readonly correct: number;
  readonly n: number;
  readonly amount: number;
}

export interface Judgement {
  readonly isMet: boolean;
  /** Share of the test set that is missing; 0 when there is enough. */
  readonly shortBy: number;
  /** What there is too much of the metric; 0 when it is little enough. */
  readonly excess: number;
}

/** Ratios in ten-thousandths are not exact in binary. */
const tolerance = 1e-9;

/** Whether a result meets a challenge, and what is missing. */
export function judge(challenge: Challenge, { correct, n, amount }: ChallengeResult): Judgement {
  const missing = challenge.accuracy - correct / n;
  const shortBy = missing > tolerance ? missing : 0;
  const excess = Math.max(0, amount - (challenge.most ?? amount));
  return { isMet: shortBy === 0 && excess === 0, shortBy, excess };
}

type Run = Pick<RunRecord, 'runtime' | 'test' | 'size' | 'isCheck'>;

/** What a run counts for; null where it does not: other runtimes give other bits, and a test set read twice is no test. */
export function resultOf({ metric }: Challenge, { runtime, test, size }: Run) {
  if (runtime.kind !== 'wasm' || test === null || test.reads !== 1) return null;
  return { correct: test.correct, n: test.n, amount: size[metric] } satisfies ChallengeResult;
}

export interface Attempt<R> {
  readonly run: R;
  readonly result: ChallengeResult;
  readonly judgement: Judgement;
}

/** The own run that does best: of those that meet it the smallest, else the one that misses by least; null where none counts. */
export function bestAttempt<R extends Run>(
  challenge: Challenge,
  runs: readonly R[],
): Attempt<R> | null {
  const attempts = runs.flatMap((run): readonly Attempt<R>[] => {
    const result = run.isCheck === true ? null : resultOf(challenge, run);
    return result === null ? [] : [{ run, result, judgement: judge(challenge, result) }];
  });
  return attempts.reduce<Attempt<R> | null>(
    (best, attempt) => (best === null || isBetter(challenge, attempt, best) ? attempt : best),
    null,
  );
}

function isBetter<R>(challenge: Challenge, attempt: Attempt<R>, best: Attempt<R>): boolean {
  const [own, other] = [missOf(challenge, attempt), missOf(challenge, best)];
  if (own !== other) return own < other;
  const [{ amount, correct, n }, than] = [attempt.result, best.result];
  return amount === than.amount ? correct / n > than.correct / than.n : amount < than.amount;
}

/** How far off, in errors allowed and in sizes allowed; 0 when met. */
const missOf = ({ accuracy, most }: Challenge, { judgement }: Attempt<unknown>): number =>
  judgement.shortBy / (1 - accuracy) + judgement.excess / (most ?? 1);

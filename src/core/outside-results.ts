import type { RunStatus, Score } from './run.ts';
import type { PlannedSweep } from './sweep.ts';
import { type Spread, spreadOf } from './sweep-results.ts';

/** What trained a trial that was taken elsewhere. */
export const outsideOrigins = ['keras', 'pytorch'] as const;
export type OutsideOrigin = (typeof outsideOrigins)[number];

/** `failed`: it ended in an error; `refused`: it was not begun. */
export type OutsideStatus = RunStatus | 'failed' | 'refused';

export interface OutsideScore extends Score {
  /** Right answers of each class. */
  readonly perClass: readonly number[];
}

/** What became of one trial elsewhere: figures, no network. */
export interface OutsideResult {
  /** Of the trial, from what it trains. */
  readonly id: string;
  readonly origin: OutsideOrigin;
  readonly status: OutsideStatus;
  /** Why it failed or was refused. */
  readonly problem: string | null;
  readonly parameters: number;
  readonly macs: number;
  readonly validation: OutsideScore | null;
  readonly test: OutsideScore | null;
  readonly epochs: number;
  /** Of training, without evaluation. */
  readonly seconds: number;
  readonly device: string;
  /** `keras 3.15.0, tensorflow 2.21.0`. */
  readonly versions: string;
}

const keyOf = ({ id, origin }: OutsideResult): string => `${origin} ${id}`;

/** What is there with what comes: one result for each trial and origin, the newer where there are two. */
export const mergeResults = (
  known: readonly OutsideResult[],
  added: readonly OutsideResult[],
): readonly OutsideResult[] => [
  ...new Map([...known, ...added].map((result) => [keyOf(result), result])).values(),
];

/** What a point of a sweep has come to elsewhere. */
export interface OutsidePoint {
  readonly origin: OutsideOrigin;
  readonly validation: Spread;
}

/**
 * For each point, its accuracies by origin; what was stopped early by the cluster is no comparable figure.
 * @param ids of the trials, in order
 */
export function outsidePoints(
  results: readonly OutsideResult[],
  ids: readonly string[],
  { points, trials }: PlannedSweep,
): readonly (readonly OutsidePoint[])[] {
  const areFolds = trials.some(({ fold }) => fold !== null);
  const pointOf = new Map(ids.map((id, place) => [id, trials[place]?.point]));
  const comparable = results.filter(
    ({ status }) => status === 'finished' || status === 'early-stopped',
  );
  return points.map((_, point) =>
    outsideOrigins.flatMap((origin) => {
      const own = comparable.filter(
        (each) => each.origin === origin && pointOf.get(each.id) === point,
      );
      const scores = own.flatMap(({ validation }) => validation ?? []);
      const validation = spreadOf(scores, areFolds);
      return validation === null ? [] : [{ origin, validation }];
    }),
  );
}

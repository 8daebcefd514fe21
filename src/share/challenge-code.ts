import {
  type Challenge,
  type ChallengeMetric,
  challengeMetrics,
  leastAccuracy,
  maxTitle,
  mostAccuracy,
  mostOfAnyMetric,
} from '../core/challenges.ts';
import { plainText } from '../core/plain-text.ts';
import { decodeText, encodeText, seal, unseal } from './sealed.ts';

/** A title of eighty characters of four bytes, and its numbers. */
const mostCharacters = 512;
const parts = 10_000;

const letters: Readonly<Record<ChallengeMetric, string>> = {
  fileBytes: 'b',
  parameters: 'p',
  macs: 'm',
};

/** The `c` of a link: `b9800.20000.U21hbGw.k3x9q`, the metric and the goal, the limit, the title. */
export const encodeChallenge = ({ title, accuracy, metric, most }: Challenge): string =>
  seal(
    `${letters[metric]}${Math.round(accuracy * parts)}.${most ?? ''}.${encodeText(plainText(title, maxTitle))}`,
  );

/** Reads the `c` of a link, from anywhere; null for anything that `encodeChallenge` does not write. */
export function decodeChallenge(text: string): Challenge | null {
  const content = unseal(text, mostCharacters) ?? '';
  const [, letter, goal, limit = '', code = ''] =
    /^([bpm])(\d{4})\.(\d{0,10})\.([\w-]*)$/.exec(content) ?? [];
  const metric = challengeMetrics.find((candidate) => letters[candidate] === letter);
  const given = decodeText(code);
  if (metric === undefined || given === null || Array.from(given).length > maxTitle) return null;
  const challenge: Challenge = {
    title: plainText(given, maxTitle),
    accuracy: Number(goal) / parts,
    metric,
    most: limit === '' ? null : Number(limit),
  };
  return challengeProblem(challenge) === null ? challenge : null;
}

/** Why a challenge cannot be, in words; null when it can. */
export function challengeProblem({ title, accuracy, most }: Challenge): string | null {
  if (plainText(title, maxTitle) === '') return 'Give it a title';
  if (!(accuracy >= leastAccuracy && accuracy <= mostAccuracy))
    return `The accuracy: from ${leastAccuracy * 100} to ${mostAccuracy * 100} %`;
  if (most !== null && !(Number.isInteger(most) && most >= 1 && most <= mostOfAnyMetric))
    return 'The limit: a whole number from 1 to a billion, or none';
  return null;
}

import type { z } from 'zod';
import { mergeResults, type OutsideResult, type OutsideScore } from '../core/outside-results.ts';
import { maxTrials } from '../core/sweep.ts';
import type { SweepFileTrial } from './sweep-file.ts';
import { resultSchema } from './sweep-schema.ts';

/** Both origins of the largest sweep, with room for lines of other sweeps. */
export const mostFileBytes = 5_000_000;
const mostLines = 10 * maxTrials;

export type ReadResults =
  | {
      readonly ok: true;
      readonly results: readonly OutsideResult[];
      /** Lines about trials of other sweeps. */
      readonly foreign: number;
    }
  | { readonly ok: false; readonly message: string };

const refused = (message: string): ReadResults => ({ ok: false, message });

/** The lines of a `results.jsonl` that are about these trials; nothing of it where a line is wrong. */
export function readResults(
  text: string,
  trials: readonly Pick<SweepFileTrial, 'id' | 'expect'>[],
): ReadResults {
  if (text.length > mostFileBytes)
    return refused('The file is larger than any sweep is: is it the results.jsonl?');
  const lines = text.split('\n').map((line, place) => ({ line: line.trim(), number: place + 1 }));
  const filled = lines.filter(({ line }) => line !== '');
  if (filled.length === 0) return refused('The file is empty: no trial has ended yet.');
  if (filled.length > mostLines)
    return refused(`The file has more than ${mostLines} lines: is it the results.jsonl?`);
  const expected = new Map(trials.map(({ id, expect }) => [id, expect]));
  const own: OutsideResult[] = [];
  for (const { line, number } of filled) {
    const read = readLine(line);
    if (typeof read === 'string') return refused(`Line ${number}: ${read}. Nothing was added.`);
    const sizes = expected.get(read.id);
    if (sizes === undefined) continue;
    if (read.parameters !== sizes.parameters || read.macs !== sizes.macs)
      return refused(
        `Line ${number}: its network has ${read.parameters} parameters and ${read.macs} multiply-adds, the trial ${sizes.parameters} and ${sizes.macs}. Nothing was added.`,
      );
    own.push(read);
  }
  if (own.length === 0)
    return refused(
      'None of its lines is about a network of this sweep: choose the sweep that was taken to the cluster.',
    );
  return { ok: true, results: mergeResults([], own), foreign: filled.length - own.length };
}

/** A result, or what is wrong with the line. */
function readLine(line: string): OutsideResult | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'it is no JSON: the file is cut off or damaged';
  }
  const parsed = resultSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `${issue?.path.join('.') || 'it'} is not as it must be (${issue?.message ?? 'unknown'})`;
  }
  return contradiction(parsed.data) ?? resultOf(parsed.data);
}

type Line = z.infer<typeof resultSchema>;

/** What cannot be, though every figure by itself can. */
function contradiction({ status, validation, test }: Line): string | null {
  for (const score of [validation, test])
    if (score !== null && (score.correct > score.n || sum(score.per_class) !== score.correct))
      return 'its right answers do not add up';
  const isScored = status !== 'failed' && status !== 'refused';
  if (isScored !== (validation !== null))
    return `a trial that ${inWords(status)} has ${isScored ? 'a' : 'no'} validation score`;
  const isTested = status === 'finished' || status === 'early-stopped';
  return isTested === (test !== null)
    ? null
    : `a trial that ${inWords(status)} has ${isTested ? 'a' : 'no'} test score`;
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);

const inWords = (status: Line['status']): string =>
  status === 'refused' || status === 'stopped'
    ? `was ${status}`
    : `has ${status.replace('-', ' ')}`;

const resultOf = (line: Line): OutsideResult => ({
  ...{ id: line.id, origin: line.framework, status: line.status, problem: line.problem },
  ...{ parameters: line.parameters, macs: line.macs, epochs: line.epochs, seconds: line.seconds },
  device: line.device,
  versions: Object.entries(line.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
    .slice(0, 300),
  ...{ validation: scoreOf(line.validation), test: scoreOf(line.test) },
});

const scoreOf = (score: Line['test']): OutsideScore | null =>
  score && {
    ...{ loss: score.loss ?? Number.NaN, correct: score.correct, n: score.n },
    perClass: score.per_class,
  };

import { pairedTest } from '../../core/compare-runs.ts';
import { controlOf, lineageOf } from '../../core/lineage.ts';
import type { AnsweredTest, Latency, RunRecord, TestResult } from '../../core/run.ts';
import { formatPercent } from '../../ui/format.ts';

export type TestedRun = RunRecord & { readonly test: TestResult };

export const isTested = (run: RunRecord | null | undefined): run is TestedRun =>
  run?.test !== null && run?.test !== undefined;

/** Something that a variant can be held against. */
export interface Rival {
  readonly role: 'parent' | 'trained' | 'control';
  readonly words: string;
  readonly run: TestedRun;
}

/** The run it was made from, the run that was trained, and its control; those that are there and were tested. */
export function rivalsOf(variant: RunRecord, runs: readonly RunRecord[]): readonly Rival[] {
  const [, parent, ...older] = lineageOf(variant, runs);
  const trained = older.at(-1);
  const control = controlOf(variant, runs);
  const named = [
    { role: 'parent', words: older.length === 0 ? 'before' : 'the step before', run: parent },
    { role: 'trained', words: 'as trained', run: trained },
    { role: 'control', words: 'control', run: control },
  ] as const;
  return named.flatMap(({ run, ...rest }) => (isTested(run) ? [{ ...rest, run }] : []));
}

/** `12.3 times smaller`, `the same size`: bytes of the downloaded file. */
export function sizeInWords(before: RunRecord, after: RunRecord): string {
  const ratio = before.size.fileBytes / after.size.fileBytes;
  if (ratio >= 1.05) return `${ratio.toFixed(1)} × smaller`;
  return ratio <= 0.95 ? `${(1 / ratio).toFixed(1)} × larger` : 'about the same size';
}

/** `0.05 points lost`: test accuracy, in percentage points. */
export function differenceInWords(before: TestedRun, after: TestedRun): string {
  const difference = shareRight(after) - shareRight(before);
  const points = Math.abs(100 * difference).toFixed(2);
  if (points === '0.00') return 'no point lost';
  return `${points} ${points === '1.00' ? 'point' : 'points'} ${difference < 0 ? 'lost' : 'won'}`;
}

const shareRight = ({ test }: TestedRun): number => test.correct / test.n;

/** What McNemar's test says, in a sentence. */
export function verdictInWords(before: AnsweredTest, after: AnsweredTest): string {
  const { lost, won, otherwise, p } = pairedTest(before, after);
  if (lost + won === 0)
    return otherwise === 0 ? 'Every answer is the same.' : 'Right and wrong are the same images.';
  const counts = `${lost} digits lost, ${won} won`;
  return p < 0.05
    ? `${counts}: more than chance would explain (McNemar p ${pInWords(p)}).`
    : `${counts}: chance alone could do that (McNemar p ${pInWords(p)}).`;
}

const pInWords = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${p.toFixed(p < 0.1 ? 3 : 2)}`);

/** `2.40 %`, or a dash where it was not kept. */
export const percentOr = (ratio: number | null, digits = 2): string =>
  ratio === null ? '–' : formatPercent(ratio, digits);

/** `17 ×`: how many times too long the first call of a network says that it takes. */
export const coldTimesInWords = ({ firstCallMs, p50Ms }: Latency): string =>
  timesInWords(firstCallMs / p50Ms);

/** `1.04 ×`, `14 ×`. */
export const timesInWords = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 0)} ×`;

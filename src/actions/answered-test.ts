import { type AnsweredTest, answered, hasAnswers, type RunRecord } from '../core/run.ts';
import { readRun, readWrongAnswers } from '../storage/runs-db.ts';

/** Tests that can be read again; the first of more are forgotten. */
const mostRemembered = 20;
const remembered = new Map<string, Promise<AnsweredTest | null>>();
const unstored = new Map<string, Promise<AnsweredTest | null>>();

/** A run's test with its wrong answers: the same promise while it is remembered. Null where there is none, or none any more. */
export function answeredTest({ id }: Pick<RunRecord, 'id'>): Promise<AnsweredTest | null> {
  const known = unstored.get(id) ?? remembered.get(id);
  if (known !== undefined) return known;
  const reading = readAnswered(id).catch(() => null);
  remembered.set(id, reading);
  const [first] = remembered.keys();
  if (remembered.size > mostRemembered && first !== undefined) remembered.delete(first);
  return reading;
}

async function readAnswered(id: string): Promise<AnsweredTest | null> {
  const [run, wrong] = await Promise.all([readRun(id), readWrongAnswers(id)]);
  return run?.test && wrong ? { ...run.test, wrong } : null;
}

/** A listed run with its wrong answers. */
export const wholeRun = async (run: RunRecord): Promise<RunRecord> =>
  answered(run, (await answeredTest(run))?.wrong ?? null);

/** Keeps the answers of a run that could not be stored, until `forgetAnswers`. */
export function keepAnswers({ id, test }: RunRecord): void {
  if (hasAnswers(test)) unstored.set(id, Promise.resolve(test));
}

export const forgetAnswers = (id: string): boolean => unstored.delete(id);

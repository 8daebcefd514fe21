import 'fake-indexeddb/auto';
import { expect, test, vi } from 'vitest';
import { listed, type RunRecord } from '../core/run.ts';
import { testResultOf } from '../engine/jobs/evaluate.ts';
import type { TrainResult } from '../protocol/jobs.ts';
import { putRun } from '../storage/runs-db.ts';
import { runsStore } from '../stores/runs.ts';
import { answeredTest, wholeRun } from './answered-test.ts';
import { loadRuns, storeAfterAll, takeRun } from './runs.ts';

const storeRun = vi.hoisted(() => vi.fn());
vi.mock('./engine.ts', () => ({
  engine: () => ({ run: storeRun }),
  failureInWords: String,
}));

const runNamed = (id: string): RunRecord =>
  ({
    ...{ id, name: id, createdAt: 1 },
    test: testResultOf(new Float32Array(30), Uint8Array.of(0, 3, 9)),
  }) as Partial<RunRecord> as RunRecord; // all that is asked of it

const resultOf = (run: RunRecord, isStored: boolean): TrainResult => ({
  ...{ ...run, isStored, validations: [] },
  ...{ stepLosses: new Float32Array(), stepAccuracies: new Float32Array() },
});

const listedTest = (id: string) => runsStore.getState().runs.find((run) => run.id === id)?.test;

test('a run that finishes while those of earlier visits are read stays', async () => {
  await putRun({ record: runNamed('earlier'), curves: null, state: null });
  const loading = loadRuns();
  expect(runsStore.getState().isReading).toBe(true);
  takeRun(resultOf(runNamed('meanwhile'), false));
  await loading;
  const { runs, isReading } = runsStore.getState();
  expect([runs.map(({ id }) => id), isReading]).toEqual([['earlier', 'meanwhile'], false]);
});

test('the list of runs is without wrong answers, which are read where they are shown', async () => {
  const run = runNamed('stored');
  await putRun({ record: run, curves: null, state: null });
  takeRun(resultOf(run, true));
  expect(listedTest('stored')).toMatchObject({ correct: 1, n: 3 });
  expect(listedTest('stored')).not.toHaveProperty('wrong');
  await loadRuns();
  expect(listedTest('stored')).not.toHaveProperty('wrong');
  expect(await answeredTest(run)).toEqual(run.test);
  expect(answeredTest(run)).toBe(answeredTest(run));
  expect(await wholeRun(listed(run))).toEqual(run);
});

test('a run that could not be stored keeps its wrong answers, and is stored after all with them', async () => {
  const run = runNamed('unstored');
  takeRun(resultOf(run, false));
  expect(listedTest('unstored')).not.toHaveProperty('wrong');
  expect(await answeredTest(run)).toEqual(run.test);
  storeRun.mockResolvedValue({ isStored: true });
  expect(await storeAfterAll()).toBe(0);
  expect(storeRun).toHaveBeenCalledWith('storeRun', {
    record: run,
    curves: expect.anything(),
  });
});

test('a run that there is no room for while others are stored after all stays marked', async () => {
  takeRun(resultOf(runNamed('first'), false));
  storeRun.mockImplementation(async () => {
    if (!runsStore.getState().unstoredIds.includes('second'))
      takeRun(resultOf(runNamed('second'), false));
    return { isStored: true };
  });
  expect(await storeAfterAll()).toBe(1);
  expect(runsStore.getState()).toMatchObject({ unstoredIds: ['second'], isStored: false });
});

test('the answers of a run that is gone are none', async () => {
  expect(await answeredTest({ id: 'gone' })).toBeNull();
});

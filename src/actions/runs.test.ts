import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import type { RunRecord } from '../core/run.ts';
import { trainingFields } from '../core/training-setup.ts';
import type { TrainResult } from '../protocol/jobs.ts';
import { deleteWeights, putRun, updateRun } from '../storage/runs-db.ts';
import { runsStore } from '../stores/runs.ts';
import { changeRun, followChanges, removeRuns, takeRun } from './runs.ts';

const recipe = { architecture: [], setup: defaultsOf(trainingFields) };
const runNamed = (id: string, createdAt = 1): RunRecord =>
  ({ id, name: id, createdAt, recipe, test: null }) as Partial<RunRecord> as RunRecord; // all that is asked of it

const unstored = (run: RunRecord): TrainResult => ({
  ...{ ...run, isStored: false, validations: [] },
  ...{ stepLosses: new Float32Array(), stepAccuracies: new Float32Array() },
});

const ids = () => runsStore.getState().runs.map(({ id }) => id);
/** Changes are gathered for a while, and then read. */
const heard = () => new Promise((resolve) => setTimeout(resolve, 150));

let stop = (): void => undefined;
beforeEach(() => {
  runsStore.setState({ runs: [], selectedId: null, unstoredIds: [] });
  stop = followChanges();
});
afterEach(() => stop());

test('a run that there was no room for stays when its latency comes, or it is starred', async () => {
  takeRun(unstored(runNamed('unstored')));
  await updateRun('unstored', { latency: null }); // as the engine does
  await changeRun('unstored', { isStarred: true });
  await deleteWeights('unstored');
  await heard();
  expect(ids()).toEqual(['unstored']);
});

test('a trial that there was no room for is not among those that can be stored after all', () => {
  takeRun(unstored({ ...runNamed('trial'), sweepId: 'sweep-000000000000' }));
  takeRun(unstored(runNamed('own')));
  expect(runsStore.getState()).toMatchObject({ unstoredIds: ['own'], isStored: false });
});

test('a run of another tab takes its place by age', async () => {
  runsStore.setState({ runs: [runNamed('new', 100)] });
  await putRun({ record: runNamed('old', 5), curves: null, state: null });
  await vi.waitFor(() => expect(ids()).toEqual(['old', 'new']));
});

test('a run that is brought back leaves what was selected since', async () => {
  for (const id of ['a', 'b', 'c'])
    await putRun({ record: runNamed(id), curves: null, state: null });
  await heard();
  runsStore.setState({ selectedId: 'a' });
  const bringBack = await removeRuns(['b']);
  runsStore.setState({ selectedId: 'c' });
  await bringBack();
  expect(runsStore.getState().selectedId).toBe('c');
});

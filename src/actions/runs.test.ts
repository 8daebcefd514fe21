import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import type { RunRecord } from '../core/run.ts';
import { trainingFields } from '../core/training-setup.ts';
import type { TrainResult } from '../protocol/jobs.ts';
import { deleteWeights, putRun, readRun, updateRun } from '../storage/runs-db.ts';
import type { StoredRun } from '../storage/stored.ts';
import { runsStore } from '../stores/runs.ts';
import { changeRun, followChanges, removeRuns, storeAfterAll, takeRun } from './runs.ts';

vi.mock('./engine.ts', () => ({ engine: () => ({ run: storeAsEngine }), failureInWords: String }));
/** As the engine's job does. */
async function storeAsEngine(_job: string, { record, curves }: Omit<StoredRun, 'state'>) {
  await new Promise((resolve) => setTimeout(resolve, 5));
  await putRun({ record, curves, state: null });
  return { isStored: true };
}

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
  runsStore.setState({ runs: [], selectedId: null, unstoredIds: [], isStored: true });
  stop = followChanges();
});
afterEach(() => {
  stop();
  vi.restoreAllMocks();
});

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

test('a run that there was no room for stays when it is deleted and brought back at once', async () => {
  takeRun(unstored(runNamed('unstored')));
  await (await removeRuns(['unstored']))();
  await heard();
  expect(ids()).toContain('unstored');
});

test('what is said of a run, or becomes of it, while others are stored after all, holds', async () => {
  for (const id of ['first', 'noted', 'deleted']) takeRun(unstored(runNamed(id)));
  const storing = storeAfterAll();
  await changeRun('noted', { note: 'mine' });
  await removeRuns(['deleted']);
  await storing;
  await heard();
  expect(ids()).toEqual(['first', 'noted']);
  expect(await readRun('noted')).toMatchObject({ note: 'mine' });
});

test('a note made while its own run is stored after all is stored', async () => {
  takeRun(unstored(runNamed('own')));
  const storing = storeAfterAll();
  await new Promise((resolve) => setTimeout(resolve, 2)); // it is on its way
  await changeRun('own', { note: 'mine' });
  await storing;
  expect(await readRun('own')).toMatchObject({ note: 'mine' });
});

test('a run without room that is brought back after others were stored is still one without room', async () => {
  for (const id of ['gone', 'other']) takeRun(unstored(runNamed(id)));
  const bringBack = await removeRuns(['gone']);
  await storeAfterAll();
  await heard();
  await bringBack();
  expect(ids()).toContain('gone');
  expect(runsStore.getState()).toMatchObject({ unstoredIds: ['gone'], isStored: false });
});

test('a run that there is no room to bring back waits until there is', async () => {
  await putRun({ record: runNamed('waiting'), curves: null, state: null });
  await heard();
  const bringBack = await removeRuns(['waiting']);
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('', 'QuotaExceededError');
  });
  expect(await bringBack()).toBe(1);
  expect(ids()).not.toContain('waiting');
  vi.restoreAllMocks();
  expect(await bringBack()).toBe(0);
  expect(ids()).toContain('waiting');
  expect(await readRun('waiting')).not.toBeNull();
});

test('nothing is said of missing room once a trial that had none is stored', () => {
  const trial = unstored({ ...runNamed('trial'), sweepId: 'sweep-000000000000' });
  takeRun(trial);
  expect(runsStore.getState().isStored).toBe(false);
  takeRun({ ...trial, isStored: true }); // room was made, and it ran again
  expect(runsStore.getState()).toMatchObject({ unstoredIds: [], isStored: true });
});

import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import { createLayer } from '../core/layers/index.ts';
import type { RunCurves, RunRecord } from '../core/run.ts';
import { packWrongAnswers } from '../core/wrong-answers.ts';
import {
  deleteCheckpoint,
  deleteRun,
  listInterrupted,
  listRuns,
  putCheckpoint,
  putRun,
  readCheckpoint,
  readCurves,
  readRun,
  readState,
  readWrongAnswers,
  updateRun,
} from './runs-db.ts';
import type { StoredState } from './stored.ts';

const state: StoredState = {
  weights: [new Float32Array([1, 2, 3]), new Float32Array(0)],
  moments: [new Float32Array([0.5])],
  step: 9,
};
const wrong = packWrongAnswers([{ index: 3, label: 9, answer: 4, confidence: 0.75 }]);
const record = (id: string, createdAt: number) =>
  ({ id, name: id, createdAt, test: { n: 5, wrong } }) as unknown as RunRecord; // what storage reads
const curves: RunCurves = {
  stepLosses: new Float32Array([2.5, 1.5]),
  stepAccuracies: new Float32Array([0.1, 0.5]),
  validations: [],
};
const put = (stored: RunRecord) => putRun({ record: stored, curves, state });
const ids = async () => (await listRuns()).map(({ id }) => id);

afterEach(async () => {
  for (const id of await ids()) await deleteRun(id);
  for (const { id } of await listInterrupted()) await deleteCheckpoint(id);
});

test('runs come back oldest first, typed arrays and all', async () => {
  await put(record('later', 2));
  await put(record('sooner', 1));
  expect(await ids()).toEqual(['sooner', 'later']);
  expect(await readCurves('later')).toEqual(curves);
  expect(await readState('later')).toEqual(state);
  expect(await readState('absent')).toBeNull();
});

test('a patch changes its run alone, and no run that is gone', async () => {
  await put(record('a', 1));
  await put(record('b', 2));
  await updateRun('a', { name: 'calm-otter' });
  await updateRun('absent', { name: 'x' });
  expect((await listRuns()).map(({ name }) => name)).toEqual(['calm-otter', 'b']);
});

test('a deleted run is gone with its weights, and can be restored whole', async () => {
  await put(record('a', 1));
  const stored = await deleteRun('a');
  expect([await ids(), await readState('a'), await readWrongAnswers('a')]).toEqual([
    [],
    null,
    null,
  ]);
  if (stored === null) throw new Error('nothing was given back');
  await putRun(stored);
  expect([await ids(), await readState('a')]).toEqual([['a'], state]);
  expect(await readWrongAnswers('a')).toEqual(wrong);
  expect(await deleteRun('absent')).toBeNull();
});

test('a run that is older than a field of its layers has it at its default', async () => {
  const { groups: _, dilation: __, ...params } = createLayer('conv2d', 'l1').params;
  const recipe = { architecture: [{ id: 'l1', kind: 'conv2d', params }], setup: { seed: 4 } };
  const old = { ...record('old', 1), recipe } as unknown as RunRecord; // as it was stored then
  await put(old);
  await putCheckpoint({ history: { ...old, ...curves, id: 'left' }, state });
  const read = [
    ...[await readRun('old'), (await listRuns())[0], (await listInterrupted())[0]],
    (await readCheckpoint('left'))?.history,
  ];
  for (const run of read) {
    expect(run?.recipe.architecture).toEqual([createLayer('conv2d', 'l1')]);
    expect(run?.recipe.setup).toMatchObject({ seed: 4, batchSize: 64 });
  }
});

test('a checkpoint is an interrupted run until its run is stored', async () => {
  await putCheckpoint({ history: { ...record('a', 1), ...curves }, state });
  expect((await listInterrupted()).map(({ id }) => id)).toEqual(['a']);
  expect((await readCheckpoint('a'))?.state).toEqual(state);
  await put(record('a', 1));
  expect([await listInterrupted(), await ids()]).toEqual([[], ['a']]);
});

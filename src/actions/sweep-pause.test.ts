import { afterEach, expect, test } from 'vitest';
import { trialRunId } from '../core/sweep-results.ts';
import { runsStore } from '../stores/runs.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { alterSweep } from './sweep-state.ts';
import {
  activeByHand,
  addSweep,
  finishAll,
  forgetAll,
  idsOf,
  measured,
  openPage,
  started,
  startedIds,
  stored,
  until,
} from './test-sweeps.ts';

afterEach(forgetAll);

const setPaused = (id: string, isPaused: boolean) =>
  alterSweep(id, (each) => ({ ...each, isPaused }));

test('a paused sweep holds its trial where it is, and goes on from there', async () => {
  const id = await addSweep();
  const queue = await openPage();
  await until(() => started.length === 1);
  await setPaused(id, true);
  await until(() => started[0]?.controls.length === 1);
  expect(stored()).toMatchObject({ queue: [0, 1, 2, 3, 4, 5], failures: {} });
  await setPaused(id, false);
  await until(() => started[0]?.controls.length === 2);
  expect(started[0]?.controls).toEqual(['pause', 'resume']);
  await finishAll(queue);
  expect(startedIds()).toEqual(idsOf(id, 0, 1, 2, 3, 4, 5));
  expect(measured).toEqual(startedIds());
});

test('a trial of a paused sweep stays held when training by hand ends', async () => {
  const id = await addSweep({ seeds: 1 });
  const queue = await openPage();
  await until(() => started.length === 1);
  await setPaused(id, true);
  await until(() => started[0]?.controls.length === 1);
  runsStore.setState({ active: activeByHand() });
  await new Promise((resolve) => setTimeout(resolve, 5));
  runsStore.setState({ active: null });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await setPaused(id, false);
  await until(() => started[0]?.controls.length === 2);
  expect(started[0]?.controls).toEqual(['pause', 'resume']);
  await finishAll(queue);
});

test('another sweep runs and is measured while one is paused, and none trains more than there are engines', async () => {
  const [first, second] = [await addSweep({ seeds: 1 }), await addSweep({ seeds: 1 })];
  const queue = await openPage();
  await until(() => started.length === 1);
  await setPaused(first, true);
  await until(() => started.length === 2);
  expect(startedIds()[1]).toBe(trialRunId(second, 0));
  await setPaused(first, false);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(started[0]?.controls).toEqual(['pause']);
  await setPaused(first, true);
  await started[1]?.finish();
  await until(() => started.length === 3);
  await started[2]?.finish();
  await until(() => started.length === 4);
  await started[3]?.finish();
  await until(() => measured.length === 3);
  expect(measured).toEqual(idsOf(second, 0, 1, 2));
  await setPaused(first, false);
  await until(() => started[0]?.controls.at(-1) === 'resume');
  await finishAll(queue);
  expect(new Set(startedIds()).size).toBe(6);
});

test('a paused sweep that is ended ends its held trial', async () => {
  const id = await addSweep();
  const queue = await openPage();
  await until(() => started.length === 1);
  await setPaused(id, true);
  await until(() => started[0]?.controls.length === 1);
  sweepsStore.setState({ sweeps: [] });
  await queue.ended;
  expect(started[0]?.controls).toEqual(['pause', 'cancel']);
});

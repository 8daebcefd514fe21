import { afterEach, expect, test } from 'vitest';
import { trialRunId } from '../core/sweep-results.ts';
import { EngineError } from '../protocol/errors.ts';
import { listRuns } from '../storage/runs-db.ts';
import { runsStore } from '../stores/runs.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { SweepQueue } from './sweep-queue.ts';
import {
  alterSweep,
  keepUnstored,
  loadSweeps,
  moveTrial,
  queueAgain,
  settleSweeps,
} from './sweep-state.ts';
import {
  activeByHand,
  addSweep,
  fakeEngine,
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

test('runs every trial once, in order, and then measures each', async () => {
  const id = await addSweep();
  await finishAll(await openPage());
  expect(startedIds()).toEqual(idsOf(id, 0, 1, 2, 3, 4, 5));
  expect(started[4]?.input).toMatchObject({ sweepId: id, sweepPlace: 'width × ½ · seed 2' });
  expect(measured).toEqual(startedIds());
  expect(stored()?.queue).toEqual([]);
  expect((await listRuns()).map((run) => run.id)).toEqual(startedIds());
});

test('a page that ends in a trial runs that one again; one that ends right after does not', async () => {
  const id = await addSweep();
  await openPage();
  await until(() => started.length === 1);
  await started[0]?.finish();
  await until(() => started.length === 2);
  // The engine stored the second and the page is gone: nobody took it out of the queue.
  await started[1]?.storeOnly();
  sweepsStore.setState({ sweeps: [], running: [] });
  const again = await openPage();
  await until(() => started.length === 1);
  expect(startedIds()).toEqual(idsOf(id, 2));
  // Gone in the middle of the third.
  sweepsStore.setState({ sweeps: [], running: [] });
  await again.ended;
  await finishAll(await openPage());
  expect(startedIds()).toEqual(idsOf(id, 2, 3, 4, 5));
  expect(await listRuns()).toHaveLength(6);
});

test('two engines never take the same trial', async () => {
  const id = await addSweep();
  const queue = await openPage(2);
  await until(() => started.length === 2);
  expect(startedIds()).toEqual(idsOf(id, 0, 1));
  await finishAll(queue);
  expect(new Set(startedIds()).size).toBe(6);
  expect(started).toHaveLength(6);
});

test('what failed says why, holds nothing up, and runs when it is asked for again', async () => {
  const id = await addSweep({ seeds: 1 });
  const queue = await openPage();
  await until(() => started.length === 1);
  started[0]?.fail(new EngineError('out-of-memory', 'No memory is left'));
  await until(() => started.length === 2);
  expect(stored()?.failures).toEqual({ 0: 'No memory is left' });
  await queueAgain(id, [0]);
  expect(stored()).toMatchObject({ failures: {}, queue: [1, 2, 0] });
  await started[1]?.finish();
  await until(() => started.length === 3);
  await started[2]?.finish();
  await until(() => started.length === 4);
  await started[3]?.finish();
  await queue.ended;
  expect(startedIds()).toEqual(idsOf(id, 0, 1, 2, 0));
});

test('a trial that there was no room for is a point, and can be run again', async () => {
  const id = await addSweep({ seeds: 1 });
  const queue = await openPage();
  await until(() => started.length === 1);
  started[0]?.finishUnstored();
  await until(() => started.length === 2);
  expect(stored()?.failures).toEqual({ 0: expect.stringMatching(/no room/) });
  expect(runsStore.getState().runs.map((run) => run.id)).toEqual(idsOf(id, 0));
  await finishAll(queue);
  expect(stored()?.queue).toEqual([]);
});

test('a sweep that there is no room for lasts as long as the page', async () => {
  await addSweep();
  await loadSweeps();
  const [kept] = sweepsStore.getState().sweeps;
  if (kept === undefined) throw new Error('it was stored');
  const id = 'sweep-0123456789ab';
  keepUnstored(id);
  sweepsStore.setState(({ sweeps }) => ({ sweeps: [...sweeps, { ...kept, id }] }));
  await loadSweeps();
  await alterSweep(id, (sweep) => ({ ...sweep, isPaused: true }));
  expect(sweepsStore.getState().sweeps.find((sweep) => sweep.id === id)?.isPaused).toBe(true);
});

test('training by hand holds the trial that is on, and no other starts', async () => {
  await addSweep({ seeds: 1 });
  const queue = await openPage();
  await until(() => started.length === 1);
  runsStore.setState({ active: activeByHand() });
  await until(() => started[0]?.controls.includes('pause') ?? false);
  await started[0]?.finish();
  await until(() => stored()?.queue.length === 2);
  expect(started).toHaveLength(1);
  runsStore.setState({ active: null });
  await finishAll(queue);
  expect(started).toHaveLength(3);
});

test('a trial that is put first runs next', async () => {
  const id = await addSweep();
  const queue = await openPage();
  await until(() => started.length === 1);
  await moveTrial(id, 5, 'first');
  await moveTrial(id, 3, 'earlier');
  await finishAll(queue);
  expect(startedIds()).toEqual(idsOf(id, 0, 5, 1, 3, 2, 4));
});

test('a variant waits for the run that it is made from', async () => {
  const bits = {
    target: { kind: 'step', technique: 'quantize', field: 'bits' },
    values: ['8', '2'],
  } as const;
  const id = await addSweep({ axes: [bits], seeds: 1 });
  const queue = await openPage(2);
  await until(() => started.length === 1);
  expect(started[0]?.input.compress).toBeUndefined();
  await finishAll(queue);
  expect(started.slice(1).map(({ input }) => [input.parentId, input.compress])).toEqual([
    [trialRunId(id, 0), true],
    [trialRunId(id, 0), true],
  ]);
});

test('no trial starts while runs of earlier visits are read: one of them may be what it is made from', async () => {
  await addSweep({ seeds: 1 });
  runsStore.setState({ isReading: true });
  const queue = await openPage();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(started).toHaveLength(0);
  runsStore.setState({ isReading: false });
  await finishAll(queue);
  expect(started).toHaveLength(3);
});

test('no trial starts while a latency is measured', async () => {
  await addSweep({ seeds: 1 });
  await loadSweeps();
  let isMeasuring = true;
  const queue = new SweepQueue({
    ...{ engines: 1, spawn: fakeEngine },
    isMeasuring: async () => isMeasuring,
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(started).toHaveLength(0);
  isMeasuring = false;
  await until(() => started.length === 1);
  await finishAll(queue);
});

test('a tab that takes over knows a run that the other stored just before it closed', async () => {
  const bits = { target: { kind: 'step', technique: 'quantize', field: 'bits' } } as const;
  await addSweep({ axes: [{ ...bits, values: ['8', '2'] }], seeds: 1 });
  await openPage();
  await until(() => started.length === 1);
  await started[0]?.storeOnly();
  // This tab has listed the runs before, and has not heard of this one yet.
  sweepsStore.setState({ sweeps: [], running: [] });
  started.length = 0;
  runsStore.setState({ runs: [], isReading: false });
  await loadSweeps();
  await settleSweeps();
  await finishAll(
    new SweepQueue({ engines: 1, spawn: fakeEngine, isMeasuring: async () => false }),
  );
  expect(stored()?.failures).toEqual({});
});

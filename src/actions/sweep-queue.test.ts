import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import type { RunRecord } from '../core/run.ts';
import { planSweep, type Sweep } from '../core/sweep.ts';
import { trialRunId } from '../core/sweep-results.ts';
import { trainingFields } from '../core/training-setup.ts';
import type { EngineClient, JobHandle } from '../engine-client/client.ts';
import { EngineError } from '../protocol/errors.ts';
import type { TrainInput, TrainResult } from '../protocol/jobs.ts';
import { deleteRun, listRuns, putRun } from '../storage/runs-db.ts';
import { deleteSweep, listSweeps, newSweepId, putSweep } from '../storage/sweeps-db.ts';
import { beginActiveRun } from '../stores/active-run.ts';
import { runsStore } from '../stores/runs.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { SweepQueue } from './sweep-queue.ts';
import { alterSweep, loadSweeps, moveTrial, queueAgain, settleSweeps } from './sweep-state.ts';

/** The end of a run that a fake engine was given. */
interface Started {
  readonly input: TrainInput;
  readonly controls: string[];
  /** Stores it as the engine does, and then says so. */
  finish(): Promise<void>;
  /** Stores it, and the page is gone before it hears of it. */
  storeOnly(): Promise<void>;
  fail(error: Error): void;
}

let started: Started[] = [];
let measured: string[] = [];

const resultOf = ({ runId, name, recipe, sweepId, sweepPlace }: TrainInput): TrainResult =>
  ({
    ...{ id: runId, name, recipe, sweepId, sweepPlace, createdAt: started.length },
    ...{ status: 'finished', latency: null, parentId: null, isStored: true },
    test: { correct: 9, n: 10 },
    ...{ stepLosses: new Float32Array(1), stepAccuracies: new Float32Array(1), validations: [] },
  }) as unknown as TrainResult;

async function store(input: TrainInput): Promise<void> {
  const { isStored: _, stepLosses, stepAccuracies, validations, ...record } = resultOf(input);
  const curves = { stepLosses, stepAccuracies, validations };
  await putRun({ record: record as RunRecord, curves, state: null });
}

function startFake(input: TrainInput): JobHandle<'train'> {
  let resolve: (result: TrainResult) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const result = new Promise<TrainResult>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  const controls: string[] = [];
  started.push({
    ...{ input, controls },
    storeOnly: () => store(input),
    finish: async () => {
      await store(input);
      resolve(resultOf(input));
    },
    fail: reject,
  });
  return {
    result,
    control: ({ action }) => controls.push(action),
    cancel: () => {
      controls.push('cancel');
      reject(new EngineError('cancelled', 'cancelled'));
    },
  };
}

const fakeEngine = (): EngineClient =>
  ({
    start: (job: string, input: TrainInput & { modelId: string }) => {
      if (job === 'train') return startFake(input);
      measured.push(input.modelId);
      return { result: Promise.resolve({}), control: () => undefined, cancel: () => undefined };
    },
    dispose: () => undefined,
  }) as unknown as EngineClient;

const width = { target: { kind: 'width' }, values: [0.25, 0.5, 1] } as const;
const sweep: Sweep = {
  base: { architecture: presets[1]?.architecture ?? [], setup: defaultsOf(trainingFields) },
  ...{ axes: [width], kind: 'grid', count: 1, seeds: 2 },
};

async function addSweep(change: Partial<Sweep> = {}): Promise<string> {
  const id = newSweepId();
  const own = { ...sweep, ...change };
  const queue = [...planSweep(own).trials.keys()];
  await putSweep({ id, createdAt: 1, sweep: own, isPaused: false, queue, failures: {} });
  return id;
}

/** A page that has just been opened: it knows what is stored, and runs the queue. */
async function openPage(engines = 1): Promise<SweepQueue> {
  started = [];
  runsStore.setState({ runs: await listRuns(), active: null });
  await loadSweeps();
  await settleSweeps();
  return new SweepQueue({ engines, spawn: fakeEngine, isMeasuring: async () => false });
}

const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true));
const startedIds = () => started.map(({ input }) => input.runId);
const stored = () => sweepsStore.getState().sweeps[0];
const idsOf = (id: string, ...trials: number[]) => trials.map((trial) => trialRunId(id, trial));

beforeEach(() => {
  measured = [];
});

afterEach(async () => {
  sweepsStore.setState({ sweeps: [], running: [] });
  for (const { id } of await listSweeps()) await deleteSweep(id);
  for (const { id } of await listRuns()) await deleteRun(id);
  runsStore.setState({ active: null, runs: [] });
});

/** Finishes whatever is started, until the queue ends. */
async function finishAll(queue: SweepQueue): Promise<void> {
  let done = 0;
  const timer = setInterval(() => {
    for (; done < started.length; done++) void started[done]?.finish();
  }, 1);
  await queue.ended;
  clearInterval(timer);
}

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

test('training by hand holds the trial that is on, and no other starts', async () => {
  await addSweep({ seeds: 1 });
  const queue = await openPage();
  await until(() => started.length === 1);
  const active = beginActiveRun({
    ...{ runId: 'hand', name: 'hand', recipe: sweep.base, runtime: 'wasm', parentId: null },
    startPaused: false,
  });
  runsStore.setState({ active });
  await until(() => started[0]?.controls.includes('pause') ?? false);
  await started[0]?.finish();
  await until(() => stored()?.queue.length === 2);
  expect(started).toHaveLength(1);
  runsStore.setState({ active: null });
  await finishAll(queue);
  expect(started).toHaveLength(3);
});

test('a paused sweep ends its trial, which stays in the queue', async () => {
  const id = await addSweep();
  const queue = await openPage();
  await until(() => started.length === 1);
  await alterSweep(id, (each) => ({ ...each, isPaused: true }));
  await queue.ended;
  expect(started[0]?.controls).toContain('cancel');
  expect(stored()?.queue).toEqual([0, 1, 2, 3, 4, 5]);
  expect(stored()?.failures).toEqual({});
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

test('no trial starts while a latency is measured', async () => {
  await addSweep({ seeds: 1 });
  started = [];
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

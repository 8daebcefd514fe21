import 'fake-indexeddb/auto';
import { expect, vi } from 'vitest';
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
import { loadSweeps, settleSweeps } from './sweep-state.ts';

/** The end of a run that a fake engine was given. */
export interface Started {
  readonly input: TrainInput;
  readonly controls: string[];
  /** Stores it as the engine does, and then says so. */
  finish(): Promise<void>;
  /** Ends it without storing it, as where there is no room. */
  finishUnstored(): void;
  /** Stores it, and the page is gone before it hears of it. */
  storeOnly(): Promise<void>;
  fail(error: Error): void;
}

/** What the fake engines were given to train, and the runs whose latency they were asked for. */
export const started: Started[] = [];
export const measured: string[] = [];
let planned = 0;

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
    finishUnstored: () => resolve({ ...resultOf(input), isStored: false }),
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

export const fakeEngine = (): EngineClient =>
  ({
    start: (job: string, input: TrainInput & { modelId: string }) => {
      if (job === 'train') return startFake(input);
      measured.push(input.modelId);
      return { result: Promise.resolve({}), control: () => undefined, cancel: () => undefined };
    },
    dispose: () => undefined,
  }) as unknown as EngineClient;

const width = { target: { kind: 'width' }, values: [0.25, 0.5, 1] } as const;
export const sweep: Sweep = {
  base: { architecture: presets[1]?.architecture ?? [], setup: defaultsOf(trainingFields) },
  ...{ axes: [width], kind: 'grid', count: 1, seeds: 2 },
};

export async function addSweep(change: Partial<Sweep> = {}): Promise<string> {
  const id = newSweepId();
  const own = { ...sweep, ...change };
  const queue = [...planSweep(own).trials.keys()];
  await putSweep({ id, createdAt: ++planned, sweep: own, isPaused: false, queue, failures: {} });
  return id;
}

/** A page that has just been opened: it knows what is stored, and runs the queue. */
export async function openPage(engines = 1): Promise<SweepQueue> {
  started.length = 0;
  runsStore.setState({ runs: await listRuns(), active: null });
  await loadSweeps();
  await settleSweeps();
  return new SweepQueue({ engines, spawn: fakeEngine, isMeasuring: async () => false });
}

export const until = (condition: () => boolean) => vi.waitFor(() => expect(condition()).toBe(true));
export const startedIds = () => started.map(({ input }) => input.runId);
export const stored = () => sweepsStore.getState().sweeps[0];
export const idsOf = (id: string, ...trials: number[]) =>
  trials.map((trial) => trialRunId(id, trial));

/** Nothing stored, nothing started. */
export async function forgetAll(): Promise<void> {
  started.length = 0;
  measured.length = 0;
  sweepsStore.setState({ sweeps: [], running: [] });
  for (const { id } of await listSweeps()) await deleteSweep(id);
  for (const { id } of await listRuns()) await deleteRun(id);
  runsStore.setState({ active: null, runs: [] });
}

/** Finishes whatever is started, until the queue ends. */
export async function finishAll(queue: SweepQueue): Promise<void> {
  let done = 0;
  const timer = setInterval(() => {
    for (; done < started.length; done++) void started[done]?.finish();
  }, 1);
  await queue.ended;
  clearInterval(timer);
}

export const activeByHand = () =>
  beginActiveRun({
    ...{ runId: 'hand', name: 'hand', recipe: sweep.base, runtime: 'wasm', parentId: null },
    startPaused: false,
  });

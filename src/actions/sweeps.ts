import { planSweep, type Sweep } from '../core/sweep.ts';
import { sweepEngines } from '../core/threads.ts';
import { spawnEngine } from '../engine-client/spawn.ts';
import { measuringLockName, sweepsLockName } from '../protocol/locks.ts';
import { onChange } from '../storage/changes.ts';
import type { StoredSweep } from '../storage/stored.ts';
import { deleteSweep, isSweepId, newSweepId, putSweep } from '../storage/sweeps-db.ts';
import { recipeOf, recipeStore } from '../stores/recipe.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { announce } from './announce.ts';
import { sweepAddress } from './sweep-link.ts';
import { SweepQueue } from './sweep-queue.ts';
import {
  alterSweep,
  hasWork,
  keepUnstored,
  loadSweeps,
  queueAgain,
  settleSweeps,
} from './sweep-state.ts';

let isFollowing = false;
let isLeading = false;

/** Brings back the sweeps of earlier visits, and goes on with what they have left to do. */
export async function resumeSweeps(): Promise<void> {
  await loadSweeps();
  if (isFollowing) return;
  isFollowing = true;
  showPlanned();
  onChange((id) => {
    if (isSweepId(id)) void loadSweeps().then(lead);
  });
  lead();
}

/** A page that is opened again where a sweep was planned shows that sweep as it runs. */
function showPlanned(): void {
  const { sweeps, draft, shownId } = sweepsStore.getState();
  const planned = sweepAddress({ ...draft, base: recipeOf(recipeStore.getState()) });
  const running = sweeps.findLast(
    (stored) => stored.queue.length > 0 && sweepAddress(stored.sweep) === planned,
  );
  if (shownId === null && running !== undefined) sweepsStore.setState({ shownId: running.id });
}

/** The machine's engines for sweeps: how many, and the threads of each. */
export const sweepMachine = () =>
  sweepEngines({ crossOriginIsolated, hardwareConcurrency: navigator.hardwareConcurrency });

/** The sweep that is planned on the recipe of the page. */
const draftedSweep = (): Sweep => ({
  ...sweepsStore.getState().draft,
  base: recipeOf(recipeStore.getState()),
});

/** Queues a sweep of the recipe on the page as it is planned, and shows it. */
export async function startSweep(): Promise<void> {
  const sweep = draftedSweep();
  const { trials, problem } = planSweep(sweep);
  if (problem !== null) return;
  await keepSweep(sweep, { isPaused: false });
  announce(`Sweep started: ${trials.length} runs`);
  lead();
}

/** Keeps the sweep that is planned, paused, for the results that come back to it; shows it, or the one that is there already. */
export async function keepPlanned(): Promise<void> {
  const sweep = draftedSweep();
  if (planSweep(sweep).problem !== null) return;
  const address = sweepAddress(sweep);
  const known = sweepsStore
    .getState()
    .sweeps.findLast((stored) => sweepAddress(stored.sweep) === address);
  if (known === undefined) await keepSweep(sweep, { isPaused: true });
  else sweepsStore.setState({ shownId: known.id });
}

async function keepSweep(sweep: Sweep, { isPaused }: { isPaused: boolean }): Promise<void> {
  const stored: StoredSweep = {
    ...{ id: newSweepId(), createdAt: Date.now(), sweep, isPaused },
    ...{ queue: [...planSweep(sweep).trials.keys()], failures: {} },
  };
  await putSweep(stored).catch(() => keepUnstored(stored.id));
  sweepsStore.setState(({ sweeps }) => ({
    sweeps: [...sweeps.filter(({ id }) => id !== stored.id), stored],
    shownId: stored.id,
  }));
}

/** Holds a sweep back, its trials where they are; a page that is reloaded starts those again. */
export const pauseSweep = (id: string): Promise<void> =>
  alterSweep(id, (sweep) => ({ ...sweep, isPaused: true }));

export async function goOnWithSweep(id: string): Promise<void> {
  await alterSweep(id, (sweep) => ({ ...sweep, isPaused: false }));
  lead();
}

export async function retryTrials(id: string, trials: readonly number[]): Promise<void> {
  await queueAgain(id, trials);
  lead();
}

/** Forgets a sweep; its finished runs stay. */
export async function removeSweep(id: string): Promise<void> {
  sweepsStore.setState(({ sweeps, shownId }) => ({
    sweeps: sweeps.filter((sweep) => sweep.id !== id),
    shownId: shownId === id ? null : shownId,
  }));
  await deleteSweep(id).catch(() => undefined);
}

/** Runs the queue for as long as there is work, in one tab at a time: another takes over when this one closes. */
function lead(): void {
  if (isLeading || !sweepsStore.getState().sweeps.some(hasWork)) return;
  isLeading = true;
  const leave = () => {
    isLeading = false;
    sweepsStore.setState({ isElsewhere: false });
  };
  // Work that came meanwhile; not after a failure, which would come again.
  void holdingQueue(runQueue).then(() => {
    leave();
    lead();
  }, leave);
}

async function runQueue(): Promise<void> {
  sweepsStore.setState({ isElsewhere: false });
  await loadSweeps();
  await settleSweeps();
  const { engines, threads } = sweepMachine();
  const queue = new SweepQueue({ engines, spawn: () => spawnEngine({ threads }), isMeasuring });
  await queue.ended;
  if (sweepsStore.getState().sweeps.every(({ queue: left }) => left.length === 0))
    announce('Sweep finished');
}

async function holdingQueue(work: () => Promise<void>): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) return work(); // plain http
  const isHere = await locks.request(sweepsLockName, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await work();
    return lock !== null;
  });
  if (isHere) return;
  sweepsStore.setState({ isElsewhere: true });
  await locks.request(sweepsLockName, work);
}

async function isMeasuring(): Promise<boolean> {
  const held = (await navigator.locks?.query())?.held ?? [];
  return held.some(({ name }) => name === measuringLockName);
}

import { planSweep, type Trial } from '../core/sweep.ts';
import { trialRunId } from '../core/sweep-results.ts';
import type { StoredSweep } from '../storage/stored.ts';
import { changeSweep, listSweeps, storedTrials } from '../storage/sweeps-db.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { refreshRuns } from './runs.ts';

/** Sweeps that there was no room for: they last as long as the page. */
const unstored = new Set<string>();

export function keepUnstored(id: string): void {
  unstored.add(id);
}

/** Takes over how the sweeps are stored; where nothing is, they last as long as the page. */
export async function loadSweeps(): Promise<void> {
  const stored = await listSweeps().catch(() => null);
  if (stored === null) return;
  sweepsStore.setState(({ sweeps }) => ({
    sweeps: [
      ...stored.map((each) => {
        const known = sweeps.find(({ id }) => id === each.id);
        return known === undefined ? each : { ...each, sweep: known.sweep }; // the same plan, drawn up once
      }),
      ...sweeps.filter(({ id }) => unstored.has(id)),
    ],
  }));
}

/** Changes a sweep, in storage first: another tab may have changed it meanwhile. */
export async function alterSweep(
  id: string,
  change: (sweep: StoredSweep) => StoredSweep,
): Promise<void> {
  const stored = unstored.has(id)
    ? undefined
    : await changeSweep(id, change).catch(() => undefined);
  sweepsStore.setState(({ sweeps }) => ({
    sweeps: sweeps.flatMap((sweep) => {
      if (sweep.id !== id) return [sweep];
      const next = stored === undefined ? change(sweep) : stored;
      return next === null ? [] : [{ ...next, sweep: sweep.sweep }];
    }),
  }));
}

/** Takes trials out of the queue whose runs are there: the page ended before it could say so. */
export async function settleSweeps(): Promise<void> {
  for (const { id, queue } of sweepsStore.getState().sweeps) {
    if (queue.length === 0) continue;
    const done = await storedTrials(id).catch(() => new Set<number>());
    const settled = queue.filter((trial) => done.has(trial));
    if (settled.length === 0) continue;
    // Another tab may have stored them and closed before this one hears of it: others may be made from them.
    await refreshRuns(settled.map((trial) => trialRunId(id, trial)));
    await alterSweep(id, (sweep) => ({
      ...sweep,
      queue: sweep.queue.filter((trial) => !done.has(trial)),
    }));
  }
}

const without = (list: readonly number[], trial: number) => list.filter((each) => each !== trial);

/** Its run is stored. */
export const settleTrial = (id: string, trial: number): Promise<void> =>
  alterSweep(id, (sweep) => ({ ...sweep, queue: without(sweep.queue, trial) }));

export const failTrial = (id: string, trial: number, reason: string): Promise<void> =>
  alterSweep(id, (sweep) => ({
    ...sweep,
    queue: without(sweep.queue, trial),
    failures: { ...sweep.failures, [trial]: reason },
  }));

/** Puts a waiting trial before the one that it waits behind, or before all. */
export const moveTrial = (id: string, trial: number, to: 'earlier' | 'first'): Promise<void> =>
  alterSweep(id, (sweep) => {
    const from = sweep.queue.indexOf(trial);
    if (from <= 0) return sweep;
    const queue = sweep.queue.filter((each) => each !== trial);
    return { ...sweep, queue: queue.toSpliced(to === 'first' ? 0 : from - 1, 0, trial) };
  });

/** Runs trials again, and what they are made from where that failed too. */
export const queueAgain = (id: string, trials: readonly number[]): Promise<void> =>
  alterSweep(id, (stored) => {
    const plan = planSweep(stored.sweep).trials;
    const again = new Set<number>();
    const add = (trial: number): void => {
      const parent = plan[trial]?.parent ?? null;
      if (parent !== null && stored.failures[parent] !== undefined) add(parent);
      again.add(trial);
    };
    trials.forEach(add);
    const failures = Object.entries(stored.failures).filter(([place]) => !again.has(Number(place)));
    return {
      ...stored,
      isPaused: false,
      queue: [...stored.queue, ...[...again].filter((trial) => !stored.queue.includes(trial))],
      failures: Object.fromEntries(failures),
    };
  });

export interface NextTrial {
  readonly id: string;
  readonly place: number;
  readonly trial: Trial;
}

/** The first trial that waits for nothing but its turn. */
export function nextTrial(): NextTrial | null {
  const { sweeps, running } = sweepsStore.getState();
  for (const stored of sweeps) {
    if (stored.isPaused) continue;
    const { trials } = planSweep(stored.sweep);
    const isRunning = (place: number) =>
      running.some(({ sweepId, trial }) => sweepId === stored.id && trial === place);
    for (const place of stored.queue) {
      const trial = trials[place];
      if (trial === undefined || isRunning(place)) continue;
      const { parent } = trial;
      if (parent === null || !stored.queue.includes(parent)) return { id: stored.id, place, trial };
    }
  }
  return null;
}

/** Whether a sweep has something left to do and is not held back. */
export const hasWork = ({ isPaused, queue }: StoredSweep): boolean => !isPaused && queue.length > 0;

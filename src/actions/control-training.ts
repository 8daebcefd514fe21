import { runsStore } from '../stores/runs.ts';
import { controlTraining, startTraining } from './start-training.ts';

/** The one big button: starts a run, pauses it, goes on with it. */
export function toggleTraining(): void {
  const { active } = runsStore.getState();
  if (active === null) startTraining();
  else controlTraining({ action: active.phase === 'paused' ? 'resume' : 'pause' });
}

/** One optimizer step of a paused run, or the first step of a new one. */
export function stepOnce(): void {
  const { active } = runsStore.getState();
  if (active === null) startTraining({ startPaused: true });
  else if (active.phase === 'paused') controlTraining({ action: 'stepOnce' });
}

/** Ends the run now; its network stays usable. */
export const stopTraining = (): void => controlTraining({ action: 'stop' });

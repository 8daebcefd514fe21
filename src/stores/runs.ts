import { createStore } from 'zustand/vanilla';
import type { RunRecord } from '../core/run.ts';
import type { TrainInput } from '../protocol/jobs.ts';
import type { ActiveRun } from './active-run.ts';

interface RunsState {
  /** Finished runs, oldest first. */
  readonly runs: readonly RunRecord[];
  /** The run whose results are shown, and whose network draws and predicts when nothing trains. */
  readonly selectedId: string | null;
  readonly active: ActiveRun | null;
  /** The run whose full latency is being measured. */
  readonly measuringId: string | null;
  /** Why the last run or a request about a run failed, in words. */
  readonly problem: string | null;
  /** The run that `problem` stopped, to be tried again. */
  readonly failedRun: TrainInput | null;
  /** While the runs of earlier visits are on their way. */
  readonly isReading: boolean;
  /** False where the browser stores nothing: runs then last as long as the page. */
  readonly isStored: boolean;
  /** Runs that there was no room for: they last as long as the page, or until they are stored after all. */
  readonly unstoredIds: readonly string[];
}

export const runsStore = createStore<RunsState>(() => ({
  runs: [],
  selectedId: null,
  active: null,
  measuringId: null,
  problem: null,
  failedRun: null,
  isReading: false,
  isStored: true,
  unstoredIds: [],
}));

export const selectedRun = (state: RunsState): RunRecord | null =>
  state.runs.find((run) => run.id === state.selectedId) ?? null;

/** The id of the network that answers now: the one training, else the selected run's. */
export const currentModelId = (state: RunsState): string | null =>
  state.active !== null && state.active.step > 0 ? state.active.id : state.selectedId;

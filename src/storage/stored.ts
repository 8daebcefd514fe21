import type { OutsideResult } from '../core/outside-results.ts';
import type { RunCurves, RunRecord } from '../core/run.ts';
import type { StoredModel } from '../core/stored-model.ts';
import type { Sweep } from '../core/sweep.ts';

/** What a network needs to go on: weights in Keras order, the optimizer's moments, steps done. */
export interface StoredState {
  readonly weights: readonly Float32Array[];
  readonly moments: readonly Float32Array[];
  readonly step: number;
  /** A compressed network as it is stored; absent where it is its recipe's, with these weights. */
  readonly model?: StoredModel;
}

export interface StoredRun {
  readonly record: RunRecord;
  /** Null where they were thrown away to make room. */
  readonly curves: RunCurves | null;
  readonly state: StoredState | null;
}

/** A run as far as it has come: its record without what is only known at its end. */
export type RunHistory = Omit<
  RunRecord,
  'status' | 'size' | 'training' | 'validation' | 'test' | 'latency' | 'hash'
> &
  RunCurves;

export interface Checkpoint {
  readonly history: RunHistory;
  readonly state: StoredState;
}

/** A sweep and how far it has come. A trial that is in neither list is done: its run is stored under its own id. */
export interface StoredSweep {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly sweep: Sweep;
  readonly isPaused: boolean;
  /** Trials to run, in order; one that runs stays here until its run is stored. */
  readonly queue: readonly number[];
  /** Trials that failed, and why. */
  readonly failures: Readonly<Record<number, string>>;
  /** What became of trials that were trained elsewhere: figures without networks. Absent where there are none. */
  readonly results?: readonly OutsideResult[];
}

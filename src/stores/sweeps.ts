import { createStore } from 'zustand/vanilla';
import type { SweepPlan } from '../core/sweep.ts';
import { defaultPlan } from '../core/sweep-presets.ts';
import type { StoredSweep } from '../storage/stored.ts';

export interface RunningTrial {
  readonly sweepId: string;
  readonly trial: number;
  /** Of its optimizer steps, 0–1. */
  readonly share: number;
}

interface SweepsState {
  /** Oldest first: they run in this order. */
  readonly sweeps: readonly StoredSweep[];
  /** The sweep that the view shows; null while one is planned. */
  readonly shownId: string | null;
  /** What the view plans, on the recipe of the page. */
  readonly draft: SweepPlan;
  readonly running: readonly RunningTrial[];
  /** The run whose latency is being measured. */
  readonly measuringId: string | null;
  /** Another tab runs the queue. */
  readonly isElsewhere: boolean;
}

export const sweepsStore = createStore<SweepsState>(() => ({
  sweeps: [],
  shownId: null,
  draft: defaultPlan,
  running: [],
  measuringId: null,
  isElsewhere: false,
}));

import { createStore } from 'zustand/vanilla';
import type { CompressionStep } from '../core/techniques/index.ts';

/** Steps that are being applied one after another; those of the control come last. */
export interface Applying {
  readonly steps: readonly CompressionStep[];
  /** How many of them are the control's. */
  readonly controlSteps: number;
  /** How many are done. */
  readonly done: number;
}

interface CompressionState {
  readonly applying: Applying | null;
}

export const compressionStore = createStore<CompressionState>(() => ({ applying: null }));

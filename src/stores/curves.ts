import { createStore } from 'zustand/vanilla';
import type { RunCurves } from '../core/run.ts';

/** Curves of the runs that were looked at last, by the run's id; null where there are none any more. */
export const curvesStore = createStore<Readonly<Record<string, RunCurves | null>>>(() => ({}));

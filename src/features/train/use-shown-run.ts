import { useMemo } from 'react';
import { useStore } from 'zustand';
import { curvesStore } from '../../stores/curves.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { type ShownRun, shownRun } from './shown-run.ts';
import { useSampled } from './use-sampled.ts';

/** Charts redraw five times a second: seen as alive, and cheap. */
const chartIntervalMs = 200;

const activeRun = (state: ReturnType<typeof runsStore.getState>) => state.active;

/** The run that the panel is about, at the pace of the charts. */
export function useShownRun(): ShownRun | null {
  const active = useSampled(runsStore, activeRun, chartIntervalMs);
  const run = useStore(runsStore, selectedRun);
  const curves = useStore(curvesStore, (known) => (run === null ? null : known[run.id]));
  return useMemo(
    () => shownRun(active, run === null ? null : { run, curves }),
    [active, run, curves],
  );
}

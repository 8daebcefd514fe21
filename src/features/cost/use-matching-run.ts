import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { RunRecord } from '../../core/run.ts';
import { recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { matchingRun } from './matching-run.ts';

/** A finished run of the network on the page; null when there is none. */
export function useMatchingRun(): RunRecord | null {
  const architecture = useStore(recipeStore, (recipe) => recipe.architecture);
  const runs = useStore(runsStore, (state) => state.runs);
  const selectedId = useStore(runsStore, (state) => state.selectedId);
  return useMemo(
    () => matchingRun({ runs, selectedId }, architecture),
    [runs, selectedId, architecture],
  );
}

import { useMemo } from 'react';
import { useStore } from 'zustand';
import { recipeOf, recipeStore } from '../../stores/recipe.ts';
import { runsStore } from '../../stores/runs.ts';
import { type BenchState, benchState } from './bench-state.ts';

/** How far the steps on the page have come. */
export function useBench(): BenchState {
  const recipe = useStore(recipeStore);
  const runs = useStore(runsStore, (state) => state.runs);
  const selectedId = useStore(runsStore, (state) => state.selectedId);
  return useMemo(
    () => benchState({ runs, selectedId }, recipeOf(recipe)),
    [runs, selectedId, recipe],
  );
}

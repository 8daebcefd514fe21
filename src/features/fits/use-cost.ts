import { useStore } from 'zustand';
import type { NetworkCost } from '../../core/budgets.ts';
import type { RunRecord } from '../../core/run.ts';
import { summarize } from '../../core/summary.ts';
import { modelFileByteLength } from '../../export/model-file.ts';
import { engineStore } from '../../stores/engine.ts';
import { recipeOf, recipeStore } from '../../stores/recipe.ts';

/** What a finished run takes: all of it measured or counted. */
export const costOfRun = ({ size, latency }: RunRecord): NetworkCost => ({
  storedBytes: size.fileBytes,
  activationBytes: size.peakActivationBytes,
  p50Ms: latency?.p50Ms ?? null,
});

/** What the network on the page would take, before it is trained; null while it has a problem. */
export function useBuiltCost(): NetworkCost | null {
  const recipe = useStore(recipeStore);
  const quick = useStore(engineStore, ({ quickLatency }) => quickLatency.latency);
  const summary = summarize(recipe.architecture);
  if (summary.problem !== null) return null;
  return {
    storedBytes: modelFileByteLength(recipeOf(recipe)),
    activationBytes: summary.peakActivationBytes,
    p50Ms: quick?.p50Ms ?? null,
  };
}

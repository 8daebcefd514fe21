import { type Recipe, stepsOf } from '../core/recipe.ts';
import type { RunRecord } from '../core/run.ts';
import { claimAmong, isAbout } from '../share/claim.ts';
import { runsStore } from '../stores/runs.ts';
import { compressRun, trainApart } from './start-training.ts';

/**
 * Does all that a recipe says, from its seed on our own kernels, whatever is on the page: a teacher that is not here is
 * trained first, the steps of compression come last. Null where it failed, was cancelled, or another run is on.
 */
export async function rerunRecipe(recipe: Recipe, name?: string): Promise<RunRecord | null> {
  const { distillation, compression: _, ...own } = recipe;
  const teacher =
    distillation &&
    (reproducedRun(distillation.teacher) ?? (await rerunRecipe(distillation.teacher)));
  if (teacher === null) return null;
  const trained: Recipe = { ...own, ...(distillation && { distillation }) };
  let run = await trainApart(trained, { name, teacherId: teacher?.id });
  for (const step of stepsOf(recipe)) {
    if (run === null || !isWhole(run)) return null;
    run = await compressRun(run, step);
  }
  return run;
}

/** A finished run of this recipe that nothing was changed in by hand; null where there is none. */
function reproducedRun(recipe: Recipe): RunRecord | null {
  const { runs } = runsStore.getState();
  return (
    runs.findLast((run) => {
      const claim = claimAmong(run, runs);
      return claim !== null && isAbout(claim, recipe);
    }) ?? null
  );
}

const isWhole = ({ status }: RunRecord): boolean =>
  status === 'finished' || status === 'early-stopped';

import { baseOf, controlOf, controlSteps } from '../core/lineage.ts';
import { stepsOf } from '../core/recipe.ts';
import type { RunRecord } from '../core/run.ts';
import { type CompressionStep, techniqueOf } from '../core/techniques/index.ts';
import { compressionStore } from '../stores/compression.ts';
import { recipeOf, recipeStore } from '../stores/recipe.ts';
import { runsStore } from '../stores/runs.ts';
import { announce } from './announce.ts';
import { measureRun } from './measure-latency.ts';
import { cancelTraining, compressRun } from './start-training.ts';

/**
 * Applies what is left of the recipe's steps, each a variant of the one before, and then the control where it is asked for.
 * What is done when it is cancelled or fails stays.
 */
export async function applySteps(withControl: boolean): Promise<void> {
  const recipe = recipeOf(recipeStore.getState());
  const base = baseOf(runsStore.getState(), recipe);
  if (base === null || compressionStore.getState().applying !== null) return;
  const steps = stepsOf(recipe).slice(stepsOf(base.recipe).length);
  const control = withControl ? controlSteps(steps) : [];
  compressionStore.setState({
    applying: { steps: [...steps, ...control], controlSteps: control.length, done: 0 },
  });
  const made: RunRecord[] = [];
  try {
    const last = await applyTo(base, steps, made);
    const needsControl = last !== null && controlOf(last, runsStore.getState().runs) === null;
    if (needsControl) await applyTo(base, control, made);
    if (last !== null) showUnlessLeft(last, made);
  } finally {
    compressionStore.setState({ applying: null });
  }
  for (const { id, test } of made) if (test !== null) await measureRun(id);
}

/** Ends the step that is on without a trace; the steps before it stay. */
export async function cancelSteps(): Promise<void> {
  await cancelTraining();
  announce('Compression cancelled');
}

/** The last variant, or null where not all steps came to their end. */
async function applyTo(
  base: RunRecord,
  steps: readonly CompressionStep[],
  made: RunRecord[],
): Promise<RunRecord | null> {
  let parent = base;
  for (const step of steps) {
    announce(`${techniqueOf(step.kind).label}: started`);
    const variant = await compressRun(parent, step);
    if (variant === null) return null;
    made.push(variant);
    compressionStore.setState(({ applying }) => ({
      applying: applying === null ? null : { ...applying, done: applying.done + 1 },
    }));
    if (variant.status !== 'finished') return null;
    parent = variant;
  }
  return parent;
}

/** Each run is shown as it ends; at last it is the variant, not its control, unless somebody looks elsewhere. */
function showUnlessLeft(variant: RunRecord, made: readonly RunRecord[]): void {
  runsStore.setState(({ selectedId }) =>
    made.some(({ id }) => id === selectedId) ? { selectedId: variant.id } : {},
  );
}

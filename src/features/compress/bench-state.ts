import { baseOf } from '../../core/lineage.ts';
import { type Recipe, stepsOf } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';
import { type CompressionStep, techniqueOf } from '../../core/techniques/index.ts';

interface Runs {
  readonly runs: readonly RunRecord[];
  readonly selectedId: string | null;
}

export interface StepState {
  readonly step: CompressionStep;
  /** Why it cannot be applied here, in words. */
  readonly problem: string | null;
  /** The variant that it led to, where it is done. */
  readonly variant: RunRecord | null;
}

export interface BenchState {
  /** What the rest of the steps is applied to; null where nothing was trained so. */
  readonly base: RunRecord | null;
  /** The trained run under all steps. */
  readonly root: RunRecord | null;
  readonly steps: readonly StepState[];
  readonly remaining: readonly CompressionStep[];
}

/** How far a recipe's steps have come. */
export function benchState(runs: Runs, recipe: Recipe): BenchState {
  const wanted = stepsOf(recipe);
  const upTo = (count: number): RunRecord | null => {
    const run = baseOf(runs, { ...recipe, compression: wanted.slice(0, count) });
    return run !== null && stepsOf(run.recipe).length === count ? run : null;
  };
  const steps = wanted.map((step, place) => ({
    step,
    problem: problemOf(recipe, place),
    variant: upTo(place + 1),
  }));
  const base = baseOf(runs, recipe);
  const done = base === null ? 0 : stepsOf(base.recipe).length;
  return { base, root: upTo(0), steps, remaining: wanted.slice(done) };
}

function problemOf({ architecture, compression = [] }: Recipe, place: number): string | null {
  const step = compression[place];
  if (step === undefined) return null;
  const before = compression.slice(0, place).map(({ kind }) => kind);
  return techniqueOf(step.kind).problem({ architecture, before }, step.params);
}

/** Why the steps cannot be applied now; null when they can. */
export function applyBlocker(
  { base, steps, remaining }: BenchState,
  isTraining: boolean,
): string | null {
  if (steps.length === 0) return 'Pick one of these, or add a step of your own.';
  const broken = steps.findIndex(({ problem }) => problem !== null);
  if (broken !== -1) return `Step ${broken + 1} cannot be applied as it stands.`;
  if (base === null) return null; // said with its ways out
  if (remaining.length === 0) return `Every step is done: this is ${base.name}.`;
  return isTraining ? 'Waits while a network trains.' : null;
}

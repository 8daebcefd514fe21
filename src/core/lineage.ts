import { isSameNetwork } from './architecture.ts';
import type { Params } from './fields.ts';
import { type Distillation, type Recipe, stepsOf, withoutTeacher } from './recipe.ts';
import type { RunRecord } from './run.ts';
import { type CompressionStep, createStep } from './techniques/index.ts';

type Run = Pick<RunRecord, 'id' | 'parentId' | 'recipe' | 'status' | 'isContinued'>;

/** Whether a run is a compressed one: its parent is what it was made from. */
export const isVariant = ({ recipe }: Pick<Run, 'recipe'>): boolean => stepsOf(recipe).length > 0;

/** A run and what it was made from, up to the one that was trained; shorter where a parent was deleted. */
export function lineageOf<R extends Run>(run: R, runs: readonly R[]): readonly R[] {
  const line: R[] = [];
  let next: R | undefined = run;
  // A file can say that runs were made from each other.
  while (next !== undefined && !line.includes(next)) {
    line.push(next);
    const { parentId }: R = next;
    next = isVariant(next) ? runs.find(({ id }) => id === parentId) : undefined;
  }
  return line;
}

export const isSameStep = (a: CompressionStep, b: CompressionStep | undefined): boolean => {
  const params: Params = b?.params ?? {};
  return (
    a.kind === b?.kind && Object.entries(a.params).every(([name, value]) => params[name] === value)
  );
};

/** Whether steps begin with these. */
export const beginWith = (
  steps: readonly CompressionStep[],
  first: readonly CompressionStep[],
): boolean =>
  first.length <= steps.length && first.every((step, place) => isSameStep(step, steps[place]));

/** Whether two recipes train the same network in the same way, whatever is done to it afterwards. */
export const trainsAlike = (a: Recipe, b: Recipe): boolean =>
  isSameNetwork(a.architecture, b.architecture) &&
  isSameParams(a.setup, b.setup) &&
  isSameTeaching(a.distillation, b.distillation);

const isSameParams = (a: Params, b: Params): boolean =>
  Object.entries(a).every(([name, value]) => b[name] === value);

const isSameTeaching = (a: Distillation | undefined, b: Distillation | undefined): boolean =>
  a === undefined || b === undefined
    ? a === b
    : isSameParams(a.params, b.params) && trainsAlike(a.teacher, b.teacher);

/**
 * The run that the rest of a recipe's steps is to be applied to: of the runs that were trained so, the one with most of the
 * steps done. The selected run and what it was made from come first; any other must be all in its recipe.
 */
export function baseOf<R extends Run>(
  { runs, selectedId }: { readonly runs: readonly R[]; readonly selectedId: string | null },
  recipe: Recipe,
): R | null {
  const selected = runs.find(({ id }) => id === selectedId);
  const own = selected === undefined ? [] : lineageOf(selected, runs);
  const others = runs
    .toReversed()
    .filter((run) => isReproducible(run) && lineageOf(run, runs).every(isReproducible));
  const fitting = [...own, ...others].filter(
    (run) =>
      run.status !== 'diverged' &&
      trainsAlike(run.recipe, recipe) &&
      beginWith(stepsOf(recipe), stepsOf(run.recipe)),
  );
  const most = Math.max(...fitting.map((run) => stepsOf(run.recipe).length));
  return fitting.find((run) => stepsOf(run.recipe).length === most) ?? null;
}

/** Whether a run came to its end, and began from its seed or is a variant of one that did. */
export const isReproducible = ({
  status,
  isContinued,
  parentId,
}: Pick<Run, 'status' | 'isContinued' | 'parentId'>): boolean =>
  (status === 'finished' || status === 'early-stopped') && !(isContinued ?? parentId !== null);

/**
 * The same training as these steps do and nothing else; empty where nothing of the trained network is trained on, and where
 * nothing else is done.
 */
export function controlSteps(steps: readonly CompressionStep[]): readonly CompressionStep[] {
  if (steps.every(({ kind }) => kind === 'fineTune')) return [];
  return steps.flatMap((step) => {
    const { epochs, learningRate, weights = 'trained' }: Partial<FineTuning> = step.params;
    if (!epochs || learningRate === undefined || weights !== 'trained') return [];
    return [createStep('fineTune', { epochs, learningRate })];
  });
}

interface FineTuning {
  readonly epochs: number;
  readonly learningRate: number;
  readonly weights: string;
}

/** The run that trained on just as long as a variant did since one of its ancestors; null where there is none. */
export function controlOf<R extends Run>(run: R, runs: readonly R[]): R | null {
  for (const ancestor of lineageOf(run, runs).slice(1).toReversed()) {
    const wanted = controlSteps(stepsSince(run, ancestor));
    if (wanted.length === 0) continue;
    const control = runs.find(
      (other) =>
        other.id !== run.id &&
        lineageOf(other, runs).some(({ id }) => id === ancestor.id) &&
        stepsSince(other, ancestor).length === wanted.length &&
        beginWith(stepsSince(other, ancestor), wanted),
    );
    if (control !== undefined) return control;
  }
  return null;
}

/** The newest run of a student's network, seed and setup that learnt from the labels alone; null where there is none. */
export function controlOfStudent<R extends Run>({ recipe }: R, runs: readonly R[]): R | null {
  const wanted = withoutTeacher(recipe);
  const isIt = (run: R) =>
    isReproducible(run) && !isVariant(run) && trainsAlike(run.recipe, wanted);
  return runs.findLast(isIt) ?? null;
}

export const stepsSince = (run: Run, ancestor: Run): readonly CompressionStep[] =>
  stepsOf(run.recipe).slice(stepsOf(ancestor.recipe).length);

/** Runs in the order of a family tree, newest family first: each variant under what it was made from. */
export function byFamily<R extends Run>(
  runs: readonly R[],
): readonly { readonly run: R; readonly depth: number }[] {
  const ids = new Set(runs.map(({ id }) => id));
  const isRoot = (run: R) => !isVariant(run) || run.parentId === null || !ids.has(run.parentId);
  const variants = new Map<string | null, R[]>();
  for (const run of runs.filter((one) => !isRoot(one)))
    variants.set(run.parentId, [...(variants.get(run.parentId) ?? []), run]);
  const withVariants = (run: R, depth: number): { run: R; depth: number }[] => [
    { run, depth },
    ...(variants.get(run.id) ?? []).flatMap((variant) => withVariants(variant, depth + 1)),
  ];
  const rows = runs
    .filter(isRoot)
    .toReversed()
    .flatMap((run) => withVariants(run, 0));
  // A file can say that runs were made from each other: no root leads to those, so each stands by itself.
  const reached = new Set(rows.map(({ run }) => run.id));
  const circling = runs.filter(({ id }) => !reached.has(id)).toReversed();
  return [...rows, ...circling.map((run) => ({ run, depth: 0 }))];
}

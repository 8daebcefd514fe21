import { describeArchitecture, describeChanges } from '../../core/describe.ts';
import { distillationInWords } from '../../core/distillation.ts';
import { isVariant } from '../../core/lineage.ts';
import { stepsOf } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';
import { stepInWords } from '../../core/techniques/index.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { type MetricName, measuredInWords, metricOf } from './metrics.ts';
import type { ChartChoice, RunPoint } from './run-points.ts';

/** What stands where runs will, while those of earlier visits are on their way. */
export const readingWords = 'Reading the runs that this browser keeps…';

/** `48.2 KB`, `98.60 % ± 0.23`; a dash where it was not measured. */
export const figureInWords = (run: RunRecord, name: MetricName): string =>
  measuredInWords(run, metricOf(name));

/** Both figures of a point: `validation accuracy 98.60 % ± 0.33, file size 48.2 KB`. */
export const pointInWords = ({ run }: RunPoint, { x, y }: ChartChoice): string =>
  [y, x].map((name) => `${metricOf(name).label} ${figureInWords(run, name)}`).join(', ');

/** `2 conv · 2 dense · Adam 0.001 · batch 64 · 3 epochs · seed 1 → 90 % zeros → int8`. */
export function recipeInWords({ recipe, origin, parentId }: RunRecord): string {
  const { architecture, setup } = recipe;
  const optimizer = trainingFields.optimizer.optionLabels?.[setup.optimizer] ?? setup.optimizer;
  const epochs = `${setup.epochs} ${setup.epochs === 1 ? 'epoch' : 'epochs'}`;
  const taught = recipe.distillation && distillationInWords(recipe.distillation.params);
  // How it was trained before is not known.
  const isOpened = origin !== undefined && (parentId === null || stepsOf(recipe).length > 0);
  const training = [
    ...[`${optimizer} ${setup.learningRate}`, `batch ${setup.batchSize}`, epochs],
    `seed ${setup.seed}`,
    ...(taught === undefined ? [] : [taught]),
  ];
  const trained = [
    describeArchitecture(architecture),
    ...(isOpened ? [`opened from ${origin.fileName}`] : training),
  ];
  return [trained.join(' · '), ...stepsOf(recipe).map(stepInWords)].join(' → ');
}

/** `90 % zeros`: what was done to its parent; null for a run that is no variant. */
export function lastStepInWords({ recipe }: RunRecord): string | null {
  const step = stepsOf(recipe).at(-1);
  return step === undefined ? null : stepInWords(step);
}

/** More than these are another network, not a change. */
const mostChanges = 4;

/** What a run changed since the one it continued or the one before it; null for the first. */
export function changesInWords(run: RunRecord, runs: readonly RunRecord[]): string | null {
  const parent = runs.find(({ id }) => id === run.parentId);
  if (run.origin !== undefined && !isVariant(run) && parent === undefined)
    return `Opened from ${run.origin.fileName}.`;
  if (parent !== undefined)
    return isVariant(run) ? `Made from ${parent.name}.` : `Continues ${parent.name}.`;
  if (isVariant(run)) return 'What it was made from is gone.';
  const before = runs[runs.findIndex(({ id }) => id === run.id) - 1];
  if (before === undefined) return null;
  const changes = describeChanges(before.recipe, run.recipe);
  if (changes.length === 0) return `The same recipe as ${before.name}.`;
  const more = changes.length - mostChanges;
  const shown = changes.slice(0, mostChanges).join('; ');
  return `Since ${before.name}: ${shown}${more > 0 ? `; and ${more} more` : ''}.`;
}

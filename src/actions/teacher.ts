import { type DistillationParams, distillationFields } from '../core/distillation.ts';
import { defaultsOf } from '../core/fields.ts';
import type { Distillation } from '../core/recipe.ts';
import type { RunRecord } from '../core/run.ts';
import type { NaiveDistillation } from '../protocol/jobs.ts';
import { encodeLink } from '../share/encode.ts';
import { editRecipe, recipeStore } from '../stores/recipe.ts';
import { type AskOptions, engine } from './engine.ts';

/** The network on the page learns from this run from now on; with null, from the labels alone. */
export function chooseTeacher(run: RunRecord | null): void {
  const params = recipeStore.getState().distillation?.params ?? defaultsOf(distillationFields);
  editRecipe({ distillation: run === null ? null : { params, teacher: run.recipe } });
}

export function editDistillation(change: Partial<DistillationParams>): void {
  const { distillation } = recipeStore.getState();
  if (distillation === null) return;
  const params = { ...distillation.params, ...change };
  editRecipe(
    { distillation: { ...distillation, params } },
    `distillation.${Object.keys(change).join()}`,
  );
}

/** The newest run that came from the teacher's recipe; null where none is here, as after opening a link. */
export function teacherRun(
  { teacher }: Distillation,
  runs: readonly RunRecord[],
): RunRecord | null {
  const wanted = encodeLink({ recipe: teacher });
  const isIt = ({ recipe, test, fold }: RunRecord) =>
    test !== null && fold === undefined && encodeLink({ recipe }) === wanted;
  return runs.findLast(isIt) ?? null;
}

/**
 * What the student's network comes to after ten steps on many images at once, its teacher untrained, and then trained.
 * @throws EngineError
 */
export const distilNaively = (
  student: RunRecord,
  teacher: RunRecord,
  { signal, onProgress }: AskOptions,
): Promise<NaiveDistillation> =>
  engine().run(
    'naiveDistillation',
    { modelId: student.id, teacherId: teacher.id },
    { signal, onProgress: ({ done }) => onProgress(done) },
  );

/** A run's logits for an image up to a constant: what softening needs. @throws EngineError */
export async function askRun(modelId: string, image: Uint8Array): Promise<readonly number[]> {
  const { probabilities } = await engine().run('predict', { modelId, image });
  return probabilities.map(Math.log);
}

import { teacherRun } from '../../actions/teacher.ts';
import { controlOfStudent, isVariant } from '../../core/lineage.ts';
import type { Distillation } from '../../core/recipe.ts';
import type { RunRecord } from '../../core/run.ts';
import { isTested, type TestedRun } from './comparison.ts';

/** A finished student and what it is to be held against; null where that is not among the runs. */
export interface Class {
  readonly student: TestedRun;
  readonly distillation: Distillation;
  readonly teacher: TestedRun | null;
  readonly control: TestedRun | null;
}

/** Null for a run that learnt from the labels alone, for a variant, and for one without a test. */
export function classOf(run: RunRecord | null, runs: readonly RunRecord[]): Class | null {
  const distillation = run?.recipe.distillation;
  if (run === null || distillation === undefined || isVariant(run) || !isTested(run)) return null;
  const teacher = teacherRun(distillation, runs);
  const control = controlOfStudent<RunRecord>(run, runs);
  return {
    ...{ student: run, distillation },
    teacher: isTested(teacher) ? teacher : null,
    control: isTested(control) ? control : null,
  };
}

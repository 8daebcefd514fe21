import type { CompressionPreset } from '../core/compression-presets.ts';
import type { FieldValue } from '../core/fields.ts';
import type { RunRecord } from '../core/run.ts';
import {
  type CompressionStep,
  createStep,
  type TechniqueKind,
  techniqueOf,
} from '../core/techniques/index.ts';
import { editRecipe, recipeStore } from '../stores/recipe.ts';
import { openRecipe } from './address.ts';
import { announce } from './announce.ts';

const steps = (): readonly CompressionStep[] => recipeStore.getState().compression;
const nameOf = ({ kind }: CompressionStep): string => techniqueOf(kind).label;

/** A whole recipe of compression instead of the steps on the page; a step of the browser's history. */
export function choosePreset({ label, steps: compression, setup = {} }: CompressionPreset): void {
  openRecipe({ compression, setup: { ...recipeStore.getState().setup, ...setup } });
  announce(`${label}: ${compression.length === 1 ? '1 step' : `${compression.length} steps`}`);
}

/** Adds a step at the end and gives its place. */
export function addStep(kind: TechniqueKind): number {
  const place = steps().length;
  editRecipe({ compression: [...steps(), createStep(kind)] });
  announce(`${techniqueOf(kind).label} added as step ${place + 1}`);
  return place;
}

export function removeStep(place: number): void {
  const removed = steps()[place];
  if (removed === undefined) return;
  editRecipe({ compression: steps().toSpliced(place, 1) });
  announce(`${nameOf(removed)} removed. Undo brings it back.`);
}

/** Moves a step to a place counted from 0. */
export function moveStep(from: number, to: number): void {
  const moved = steps()[from];
  if (moved === undefined || to < 0 || to >= steps().length) return;
  editRecipe({ compression: steps().toSpliced(from, 1).toSpliced(to, 0, moved) });
  announce(`${nameOf(moved)} is now step ${to + 1} of ${steps().length}`);
}

/** One parameter of a step; quick changes of the same one are a single step of undo. */
export function setStepParam(place: number, name: string, value: FieldValue): void {
  const changed = steps().map((step, index) =>
    index === place
      ? ({ kind: step.kind, params: { ...step.params, [name]: value } } as CompressionStep) // its own field
      : step,
  );
  editRecipe({ compression: changed }, `step ${place}.${name}`);
}

/** The network and setup that a run was trained with, under the steps on the page. */
export const returnToRun = ({ recipe: { architecture, setup } }: RunRecord): void =>
  editRecipe({ architecture, setup });

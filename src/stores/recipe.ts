import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import type { Architecture, Distillation, Recipe } from '../core/recipe.ts';
import { type TrainingSetup, trainingFields } from '../core/training-setup.ts';

/** Edits of one control within this time are one step of undo: a slider's way is not a hundred steps. */
const coalesceMs = 700;
const historyLimit = 200;

const referenceArchitecture: Architecture = presets[0]?.architecture ?? [];

/** A recipe with a place for everything: setting the store merges, so what is not there must say so. */
export interface PageRecipe extends Omit<Required<Recipe>, 'distillation'> {
  readonly distillation: Distillation | null;
}

export const pageRecipeOf = (recipe: Recipe): PageRecipe => ({
  ...{ compression: [], distillation: null },
  ...recipe,
});

export const recipeOf = ({ compression, distillation, ...recipe }: PageRecipe): Recipe => ({
  ...recipe,
  ...(compression.length > 0 && { compression }),
  ...(distillation !== null && { distillation }),
});

export const defaultRecipe: PageRecipe = pageRecipeOf({
  architecture: referenceArchitecture,
  setup: defaultsOf(trainingFields),
});

let lastEdit = { key: '', atMs: 0 };
let isCoalescing = false;

/** The network, training setup, teacher and compression steps on the page, with undo and redo over all. */
export const recipeStore = createStore<PageRecipe>()(
  temporal(() => defaultRecipe, {
    limit: historyLimit,
    equality: (past, current) =>
      past.architecture === current.architecture &&
      past.setup === current.setup &&
      past.compression === current.compression &&
      past.distillation === current.distillation,
    handleSet: (save) => (pastState) => {
      if (!isCoalescing) save(pastState);
    },
  }),
);

/** Replaces the recipe as one undoable edit; edits with the same `key` in quick succession are one. */
export function editRecipe(change: Partial<PageRecipe>, key = ''): void {
  const nowMs = performance.now();
  isCoalescing = key !== '' && key === lastEdit.key && nowMs - lastEdit.atMs < coalesceMs;
  lastEdit = { key, atMs: nowMs };
  recipeStore.setState(change);
  isCoalescing = false;
}

export const editArchitecture = (architecture: Architecture, key = ''): void =>
  editRecipe({ architecture }, key);

export function editSetup(change: Partial<TrainingSetup>): void {
  const { setup } = recipeStore.getState();
  editRecipe({ setup: { ...setup, ...change } }, `setup.${Object.keys(change).join()}`);
}

export const undo = (): void => recipeStore.temporal.getState().undo();
export const redo = (): void => recipeStore.temporal.getState().redo();

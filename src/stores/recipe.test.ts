import { beforeEach, expect, test, vi } from 'vitest';
import { moveLayer, removeLayer, setLayerParam } from '../core/architecture.ts';
import { presetOf } from '../core/presets.ts';
import { summarize } from '../core/summary.ts';
import {
  defaultRecipe,
  editArchitecture,
  editRecipe,
  editSetup,
  recipeStore,
  redo,
  undo,
} from './recipe.ts';

beforeEach(() => {
  editRecipe(defaultRecipe);
  recipeStore.temporal.getState().clear();
  vi.useRealTimers();
});

const architecture = () => recipeStore.getState().architecture;
const idAt = (index: number): string => architecture()[index]?.id ?? '';
const setFilters = (value: number) =>
  editArchitecture(
    setLayerParam(architecture(), idAt(0), { name: 'filters', value }),
    'l1.filters',
  );

test('the page starts with the reference CNN, ready to train', () => {
  expect(presetOf(architecture())?.id).toBe('reference-cnn');
  expect(summarize(architecture()).problem).toBeNull();
});

test('undo and redo walk over edits of network and setup alike', () => {
  editArchitecture(removeLayer(architecture(), idAt(0)));
  editSetup({ epochs: 9 });
  undo();
  expect(recipeStore.getState().setup.epochs).toBe(defaultRecipe.setup.epochs);
  undo();
  expect(architecture()).toBe(defaultRecipe.architecture);
  redo();
  redo();
  expect(recipeStore.getState().setup.epochs).toBe(9);
  expect(architecture()).toHaveLength(6);
});

test('the way of a slider is one step of undo', () => {
  for (const filters of [24, 16, 12, 8]) setFilters(filters);
  undo();
  expect(architecture()).toBe(defaultRecipe.architecture);
});

test('edits of different controls are steps of their own', () => {
  setFilters(8);
  editArchitecture(moveLayer(architecture(), idAt(0), 1));
  undo();
  expect(architecture()[0]?.params).toMatchObject({ filters: 8 });
});

test('a new edit forgets what was undone', () => {
  setFilters(8);
  undo();
  editSetup({ epochs: 2 });
  redo();
  expect(architecture()).toBe(defaultRecipe.architecture);
});

test('an edit that changes nothing is no step', () => {
  editArchitecture(architecture());
  expect(recipeStore.temporal.getState().pastStates).toHaveLength(0);
});

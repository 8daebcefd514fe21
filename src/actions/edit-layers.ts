import {
  duplicateLayer,
  insertLayer,
  moveLayer,
  nextLayerId,
  removeLayer,
  setLayerParam,
} from '../core/architecture.ts';
import type { FieldValue } from '../core/fields.ts';
import { definitionOf, type LayerKind } from '../core/layers/index.ts';
import type { Architecture } from '../core/recipe.ts';
import type { Problem } from '../core/summary.ts';
import { editArchitecture, recipeStore } from '../stores/recipe.ts';
import { viewStore } from '../stores/view.ts';
import { openRecipe } from './address.ts';
import { announce } from './announce.ts';

const network = (): Architecture => recipeStore.getState().architecture;
const select = (selectedLayerId: string | null): void => viewStore.setState({ selectedLayerId });
const placeOf = (id: string): number => network().findIndex((layer) => layer.id === id);

/** Opens a layer's editor, or closes it when it is the open one. */
export const toggleLayer = (id: string): void =>
  select(viewStore.getState().selectedLayerId === id ? null : id);

/** Puts a new layer after the selected one, else at the end; selects it and gives its id. */
export function addLayer(kind: LayerKind): string {
  const selected = placeOf(viewStore.getState().selectedLayerId ?? '');
  const index = selected === -1 ? network().length : selected + 1;
  const id = nextLayerId(network());
  editArchitecture(insertLayer(network(), index, kind));
  select(id);
  announce(`${definitionOf(kind).label} added as layer ${index + 1}`);
  return id;
}

/** Puts a copy after the layer; selects it and gives its id. */
export function copyLayer(id: string): string {
  const copyId = nextLayerId(network());
  editArchitecture(duplicateLayer(network(), id));
  select(copyId);
  announce(`${nameOf(copyId)} duplicated`);
  return copyId;
}

/** Removes a layer and gives the id of the one that now has its place, else of the last; null when none is left. */
export function deleteLayer(id: string): string | null {
  const index = placeOf(id);
  const name = nameOf(id);
  editArchitecture(removeLayer(network(), id));
  if (viewStore.getState().selectedLayerId === id) select(null);
  announce(`${name} deleted. Undo brings it back.`);
  return (network()[index] ?? network().at(-1))?.id ?? null;
}

/** Moves a layer to a place counted from 0. */
export function placeLayer(id: string, toIndex: number): void {
  editArchitecture(moveLayer(network(), id, toIndex));
  announce(`${nameOf(id)} is now layer ${toIndex + 1} of ${network().length}`);
}

/** One parameter of a layer; quick changes of the same one are a single step of undo. */
export function setParam(id: string, name: string, value: FieldValue): void {
  editArchitecture(setLayerParam(network(), id, { name, value }), `${id}.${name}`);
}

export function applyFix({ label, architecture }: NonNullable<Problem['fix']>): void {
  editArchitecture(architecture);
  announce(`Done: ${label}`);
}

/** Another network as a step of the browser's history; undo returns to the one before. */
export function openArchitecture(architecture: Architecture): void {
  select(null);
  openRecipe({ architecture });
}

const nameOf = (id: string): string => {
  const layer = network().find((candidate) => candidate.id === id);
  return layer === undefined ? 'Layer' : definitionOf(layer.kind).label;
};

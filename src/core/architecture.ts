import { accepts, type FieldValue, type Params } from './fields.ts';
import { createLayer, definitionOf, type Layer, type LayerKind } from './layers/index.ts';
import { type Architecture, maxLayers } from './recipe.ts';

/** An id that no layer of the architecture has. */
export function nextLayerId(architecture: Architecture): string {
  const numbers = architecture.map((layer) => Number(layer.id.slice(1)) || 0);
  return `l${Math.max(0, ...numbers) + 1}`;
}

/** A layer of its kind's defaults, put before position `index` (0 is first); a full network stays as it is. */
export function insertLayer(
  architecture: Architecture,
  index: number,
  kind: LayerKind,
): Architecture {
  return insertAt(architecture, index, createLayer(kind, nextLayerId(architecture)) as Layer);
}

export const removeLayer = (architecture: Architecture, id: string): Architecture =>
  architecture.filter((layer) => layer.id !== id);

/** A copy of a layer, right after it; a full network stays as it is. */
export function duplicateLayer(architecture: Architecture, id: string): Architecture {
  const index = architecture.findIndex((layer) => layer.id === id);
  const layer = architecture[index];
  if (layer === undefined) return architecture;
  return insertAt(architecture, index + 1, { ...layer, id: nextLayerId(architecture) });
}

/** Moves a layer so that it stands at position `toIndex` afterwards. */
export function moveLayer(architecture: Architecture, id: string, toIndex: number): Architecture {
  const layer = architecture.find((candidate) => candidate.id === id);
  if (layer === undefined || architecture[toIndex] === layer) return architecture;
  return insertAt(removeLayer(architecture, id), toIndex, layer);
}

/** One parameter of one layer; a value that its field does not allow changes nothing. */
export function setLayerParam(
  architecture: Architecture,
  id: string,
  { name, value }: { name: string; value: FieldValue },
): Architecture {
  const layer = architecture.find((candidate) => candidate.id === id);
  if (layer === undefined) return architecture;
  const { fields } = definitionOf(layer.kind);
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const params: Params = layer.params;
  if (field === undefined || !accepts(field, value) || params[name] === value) return architecture;
  const changed = { ...layer, params: { ...params, [name]: value } } as Layer; // the field's own type
  return architecture.map((candidate) => (candidate === layer ? changed : candidate));
}

/** Whether two architectures are one network: the same layers in the same order, ids apart. */
export const isSameNetwork = (a: Architecture, b: Architecture): boolean =>
  a === b || (a.length === b.length && a.every((layer, index) => isSameLayer(layer, b[index])));

function isSameLayer(a: Layer, b: Layer | undefined): boolean {
  const params: Params = b?.params ?? {};
  return (
    a.kind === b?.kind && Object.entries(a.params).every(([name, value]) => params[name] === value)
  );
}

function insertAt(architecture: Architecture, index: number, layer: Layer): Architecture {
  if (architecture.length >= maxLayers) return architecture;
  const at = Math.max(0, Math.min(index, architecture.length));
  return [...architecture.slice(0, at), layer, ...architecture.slice(at)];
}

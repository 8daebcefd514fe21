import { accepts, type FieldValue, type Params } from './fields.ts';
import { createLayer, definitionOf, type Layer, type LayerKind } from './layers/index.ts';
import { skipSource } from './place.ts';
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
  return insertAt(architecture, index, [createLayer(kind, nextLayerId(architecture)) as Layer]);
}

/** The network without a layer; what skipped it among others skips one less. */
export function removeLayer(architecture: Architecture, id: string): Architecture {
  const removed = architecture.findIndex((layer) => layer.id === id);
  if (removed === -1) return architecture;
  return architecture
    .map((layer, index) => {
      const source = skipSource(layer, index);
      const isSkipped = source !== null && source <= removed && removed < index;
      return isSkipped ? widened(layer, -1) : layer;
    })
    .filter((layer) => layer.id !== id);
}

/** A copy of a layer, right after it, with all that it skips; what would not fit leaves the network as it is. */
export function duplicateLayer(architecture: Architecture, id: string): Architecture {
  const index = architecture.findIndex((layer) => layer.id === id);
  const layer = architecture[index];
  if (layer === undefined) return architecture;
  const first = skipSource(layer, index) ?? index;
  const block = first < 0 ? [layer] : architecture.slice(first, index + 1);
  // The layer's own copy has the next id, those of what it skips follow.
  const next = Number(nextLayerId(architecture).slice(1));
  const copies = block.map((skipped, place) => ({
    ...skipped,
    id: `l${next + ((place + 1) % block.length)}`,
  }));
  return insertAt(architecture, index + 1, copies);
}

/** Moves a layer so that it stands at position `toIndex` afterwards; a skip keeps its source where it can. */
export function moveLayer(architecture: Architecture, id: string, toIndex: number): Architecture {
  const from = architecture.findIndex((candidate) => candidate.id === id);
  const layer = architecture[from];
  if (layer === undefined || architecture[toIndex] === layer) return architecture;
  const rest = removeLayer(architecture, id);
  const to = Math.max(0, Math.min(toIndex, rest.length));
  const source = skipSource(layer, from);
  const stretched = source === null || source < 0 ? layer : widened(layer, to - from);
  const isBelowSource = source === null || source < to;
  return insertAt(rest, to, [isBelowSource ? stretched : layer]);
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

/** Puts layers before position `index`; what skipped the layer above them skips them too. */
function insertAt(architecture: Architecture, index: number, layers: Architecture): Architecture {
  if (architecture.length + layers.length > maxLayers) return architecture;
  const at = Math.max(0, Math.min(index, architecture.length));
  const below = architecture.slice(at).map((layer, place) => {
    const source = skipSource(layer, at + place);
    const isSkipped = source !== null && (source < at || place === 0);
    return isSkipped ? widened(layer, layers.length) : layer;
  });
  return [...architecture.slice(0, at), ...layers, ...below];
}

/** A layer that looks back over so many layers more, within what its field allows. */
function widened(layer: Layer, by: number): Layer {
  const { lookBack, fields } = definitionOf(layer.kind);
  const field = lookBack && fields[lookBack.spanField];
  if (lookBack === undefined || field?.type !== 'int') return layer;
  const params: Params = layer.params;
  const span = Number(params[lookBack.spanField]) + by;
  const allowed = Math.max(field.min, Math.min(span, field.max));
  return { ...layer, params: { ...params, [lookBack.spanField]: allowed } } as Layer; // its own field
}

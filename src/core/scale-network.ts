import { duplicateLayer } from './architecture.ts';
import type { Params } from './fields.ts';
import { definitionOf, type Layer, type LayerKind } from './layers/index.ts';
import { type Architecture, maxLayers } from './recipe.ts';

/** A network of another size, or why there is none. */
export type Scaled =
  | { readonly ok: true; readonly architecture: Architecture }
  | { readonly ok: false; readonly reason: string };

const refused = (reason: string): Scaled => ({ ok: false, reason });

/** What says how wide a layer is; of these, a key's size alone leaves the output's shape as it is. */
const widthFields = ['filters', 'units', 'squeezeFilters', 'expandFilters', 'keyDim'];

const widthsOf = ({ kind }: Layer): readonly string[] =>
  widthFields.filter((name) => name in definitionOf(kind).fields);

/** The place of the layer that gives the answer: its width is the number of classes. */
const outputPlace = (architecture: Architecture): number =>
  architecture.findLastIndex((layer) => widthsOf(layer).some((name) => name !== 'keyDim'));

/** Filters and units of every layer but the output layer, times `factor`, each rounded and at least 1. */
export function scaleWidth(architecture: Architecture, factor: number): Scaled {
  const output = outputPlace(architecture);
  if (!architecture.some((layer, place) => place !== output && widthsOf(layer).length > 0))
    return refused('It has no hidden layer to make wider or narrower: add one');
  const layers: Layer[] = [];
  for (const [place, layer] of architecture.entries()) {
    const scaled = place === output ? layer : scaleLayer(layer, factor);
    if (typeof scaled === 'string') return refused(scaled);
    layers.push(scaled);
  }
  return { ok: true, architecture: layers };
}

function scaleLayer(layer: Layer, factor: number): Layer | string {
  const { label, fields } = definitionOf(layer.kind);
  const params: Record<string, Params[string]> = { ...layer.params };
  for (const name of widthsOf(layer)) {
    const field = fields[name];
    const width = Math.max(1, Math.round(Number(params[name]) * factor));
    if (field?.type === 'int' && width > field.max)
      return `${label} would have ${inWords(width)} as its ${field.label.toLowerCase()}, and at most ${inWords(field.max)} are possible`;
    params[name] = width;
  }
  return { ...layer, params } as Layer; // its own fields
}

const inWords = (count: number): string => count.toLocaleString('en-US');

/** These follow a layer and belong to it. */
const followers: readonly LayerKind[] = [
  'batchNormalization',
  'layerNormalization',
  'activation',
  'dropout',
  'spatialDropout2d',
  'gaussianNoise',
];

/**
 * Every hidden layer `times` times in its place, with what belongs to it; where there are residual blocks, every block
 * instead. Only the first of the copies strides.
 */
export function scaleDepth(architecture: Architecture, times: number): Scaled {
  if (times === 1) return { ok: true, architecture };
  const blocks = architecture.filter(({ kind }) => kind === 'add');
  const deeper =
    blocks.length > 0 ? repeatBlocks(architecture, times) : repeatLayers(architecture, times);
  if (deeper === null) return refused(`A network has at most ${maxLayers} layers`);
  return deeper.length === architecture.length
    ? refused('It has no hidden layer to repeat: add one')
    : { ok: true, architecture: deeper };
}

/** Null where there are too many. */
function repeatLayers(architecture: Architecture, times: number): Architecture | null {
  const output = outputPlace(architecture);
  const repeated: Layer[] = [];
  for (let place = 0; place < architecture.length; ) {
    const layer = architecture[place] as Layer; // within the list
    const end = place === output || !isRepeatable(layer) ? place + 1 : unitEnd(architecture, place);
    const unit = architecture.slice(place, end);
    const copies = place < output && isRepeatable(layer) ? times : 1;
    for (let copy = 0; copy < copies; copy++)
      repeated.push(...unit.map((each) => copyOf(each, copy, copies)));
    place = end;
  }
  if (repeated.length > maxLayers) return null;
  return repeated.map((layer, place) => ({ ...layer, id: `l${place + 1}` }));
}

/** A patch embedding takes an image and gives none. */
const isRepeatable = (layer: Layer): boolean =>
  layer.kind !== 'patchEmbedding' && widthsOf(layer).length > 0;

function unitEnd(architecture: Architecture, place: number): number {
  const next = architecture.findIndex(
    ({ kind }, index) => index > place && !followers.includes(kind),
  );
  return next === -1 ? architecture.length : next;
}

/** A copy strides only where it is the first, and passes a sequence on unless it is the last. */
function copyOf(layer: Layer, copy: number, copies: number): Layer {
  const params: Params = layer.params;
  return {
    ...layer,
    params: {
      ...params,
      ...(copy > 0 && 'strides' in params && { strides: 1 }),
      ...(copy < copies - 1 && 'returnSequences' in params && { returnSequences: true }),
    },
  } as Layer; // its own fields
}

function repeatBlocks(architecture: Architecture, times: number): Architecture | null {
  let deeper = architecture;
  for (const { id, kind } of architecture) {
    if (kind !== 'add') continue;
    for (let copy = 1; copy < times; copy++) {
      const longer = duplicateLayer(deeper, id);
      if (longer.length === deeper.length) return null;
      const known = new Set(deeper.map((layer) => layer.id));
      deeper = longer.map((layer) => (known.has(layer.id) ? layer : copyOf(layer, 1, 1)));
    }
  }
  return deeper;
}

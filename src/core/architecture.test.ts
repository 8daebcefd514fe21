import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyArchitecture } from './arbitraries.ts';
import {
  duplicateLayer,
  insertLayer,
  moveLayer,
  nextLayerId,
  removeLayer,
  setLayerParam,
} from './architecture.ts';
import { accepts, type Params } from './fields.ts';
import { createLayer, definitionOf, layerKinds } from './layers/index.ts';
import { skipSource } from './place.ts';
import { type Architecture, maxLayers } from './recipe.ts';

const network: Architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 32 }),
  createLayer('dense', 'l3', { units: 10 }),
];
const ids = (architecture: Architecture) => architecture.map(({ id }) => id);

/** l1 … l5, where l4 adds the input of l2 to what l3 gives. */
const residual: Architecture = [
  createLayer('conv2d', 'l1'),
  createLayer('conv2d', 'l2', { padding: 'same' }),
  createLayer('batchNormalization', 'l3'),
  createLayer('add', 'l4', { span: 2 }),
  createLayer('activation', 'l5'),
];
/** The layer whose input each layer that looks back adds: `l4 ← l2`. */
const skips = (architecture: Architecture) =>
  architecture.flatMap((layer, index) => {
    const source = skipSource(layer, index);
    return source === null ? [] : [`${layer.id} ← ${architecture[source]?.id ?? source}`];
  });

test('a new layer stands where it was put, at its defaults', () => {
  const edited = insertLayer(network, 1, 'dropout');
  expect(ids(edited)).toEqual(['l1', 'l4', 'l2', 'l3']);
  expect(edited[1]).toEqual(createLayer('dropout', 'l4'));
});

test('a copy stands right after its original, with an id of its own', () => {
  const edited = duplicateLayer(network, 'l2');
  expect(ids(edited)).toEqual(['l1', 'l2', 'l4', 'l3']);
  expect(edited[2]?.params).toEqual(network[1]?.params);
});

test('a moved layer stands at the place asked for', () => {
  expect(ids(moveLayer(network, 'l1', 2))).toEqual(['l2', 'l3', 'l1']);
  expect(ids(moveLayer(network, 'l3', 0))).toEqual(['l3', 'l1', 'l2']);
  expect(ids(moveLayer(network, 'l2', 99))).toEqual(['l1', 'l3', 'l2']);
});

test('a parameter changes on its layer alone', () => {
  const edited = setLayerParam(network, 'l2', { name: 'units', value: 64 });
  expect(edited[1]?.params).toEqual({ ...network[1]?.params, units: 64 });
  expect([edited[0], edited[2]]).toEqual([network[0], network[2]]);
});

test.each([
  ['units', 0],
  ['units', 4097],
  ['units', 1.5],
  ['units', Number.NaN],
  ['units', '64'],
  ['activation', 'softmax'],
  ['useBias', 1],
  ['filters', 8],
  ['__proto__', 8],
  ['constructor', 8],
])('%s = %s changes nothing', (name, value) => {
  expect(setLayerParam(network, 'l2', { name, value })).toEqual(network);
});

test('an id that no layer has changes nothing', () => {
  expect(removeLayer(network, 'l9')).toEqual(network);
  expect(duplicateLayer(network, 'l9')).toEqual(network);
  expect(moveLayer(network, 'l9', 0)).toEqual(network);
});

test.each([
  ['above a block', 0, 'l4 ← l2'],
  ['right above a block', 1, 'l4 ← l2'],
  ['into a block', 2, 'l4 ← l2'],
  ['at the end of a block', 3, 'l4 ← l2'],
  ['below a block', 4, 'l4 ← l2'],
])('a layer inserted %s leaves the source of its skip', (_place, at, expected) => {
  expect(skips(insertLayer(residual, at, 'dropout'))).toEqual([expected]);
});

test('a block without its first layer begins with its second, and one without layers skips none', () => {
  const [withoutFirst, withoutLast] = ['l2', 'l3'].map((id) => removeLayer(residual, id));
  expect(skips(withoutFirst ?? [])).toEqual(['l4 ← l3']);
  expect(skips(withoutLast ?? [])).toEqual(['l4 ← l2']);
  expect(skips(removeLayer(withoutFirst ?? [], 'l3'))).toEqual(['l4 ← l4']);
  expect(skips(removeLayer(residual, 'l1'))).toEqual(['l4 ← l2']);
});

test.each([
  ['l2', 2, ['l1', 'l3', 'l2', 'l4', 'l5'], 'l4 ← l3'],
  ['l5', 2, ['l1', 'l2', 'l5', 'l3', 'l4'], 'l4 ← l2'],
  ['l3', 0, ['l3', 'l1', 'l2', 'l4', 'l5'], 'l4 ← l2'],
  ['l4', 4, ['l1', 'l2', 'l3', 'l5', 'l4'], 'l4 ← l2'],
  ['l4', 2, ['l1', 'l2', 'l4', 'l3', 'l5'], 'l4 ← l2'],
  ['l4', 1, ['l1', 'l4', 'l2', 'l3', 'l5'], 'l4 ← -1'],
])('%s moved to %i: the block is what lies between', (id, to, ...[order, expected]) => {
  const edited = moveLayer(residual, id, to);
  expect(ids(edited)).toEqual(order);
  expect(skips(edited)).toEqual([expected]);
});

test('a layer that looks back is copied with all that it skips, behind it', () => {
  const edited = duplicateLayer(residual, 'l4');
  expect(ids(edited)).toEqual(['l1', 'l2', 'l3', 'l4', 'l7', 'l8', 'l6', 'l5']);
  expect(skips(edited)).toEqual(['l4 ← l2', 'l6 ← l7']);
  expect(edited.slice(4, 7).map(({ params }) => params)).toEqual(
    residual.slice(1, 4).map(({ params }) => params),
  );
});

test('a block that would not fit is not copied in part', () => {
  const full = Array.from({ length: maxLayers - 2 }, (_, i) =>
    createLayer('dropout', `l${i + 10}`),
  );
  const nearlyFull = [...full.slice(5), ...residual];
  expect(duplicateLayer(nearlyFull, 'l4')).toBe(nearlyFull);
});

const anyEdit = fc.oneof(
  fc.tuple(fc.integer({ min: -2, max: 30 }), fc.constantFrom(...layerKinds)).map(
    ([at, kind]) =>
      (network: Architecture) =>
        insertLayer(network, at, kind),
  ),
  ...[removeLayer, duplicateLayer].map((edit) =>
    fc.nat(30).map((at) => (network: Architecture) => edit(network, network[at]?.id ?? 'none')),
  ),
  fc.tuple(fc.nat(30), fc.integer({ min: -2, max: 30 })).map(
    ([from, to]) =>
      (network: Architecture) =>
        moveLayer(network, network[from]?.id ?? 'none', to),
  ),
);

test('layer ids stay unique and edits change no network in place', () => {
  fc.assert(
    fc.property(anyArchitecture(12), fc.array(anyEdit, { maxLength: 20 }), (start, edits) => {
      const before = structuredClone(start);
      const end = edits.reduce<Architecture>((current, edit) => edit(current), start);
      expect(new Set(ids(end)).size).toBe(end.length);
      expect(ids(end)).not.toContain(nextLayerId(end));
      expect(start).toEqual(before);
      for (const { kind, params } of end)
        for (const [name, field] of Object.entries(definitionOf(kind).fields))
          expect(accepts(field, (params as Params)[name])).toBe(true);
    }),
    { numRuns: 200 },
  );
});

/** Spans above the input may be at the limit of their field, where they cannot grow. */
const isWithinReach = (architecture: Architecture): boolean =>
  architecture.every((layer, index) => (skipSource(layer, index) ?? 0) >= 0);

test('what is added and removed again leaves every skip as it was', () => {
  fc.assert(
    fc.property(anyArchitecture(12), fc.nat(12), (start, at) => {
      fc.pre(isWithinReach(start));
      const longer = insertLayer(start, at, 'dropout');
      expect(removeLayer(longer, nextLayerId(start))).toEqual(start);
    }),
    { numRuns: 100 },
  );
});

test('a skip keeps its source while other layers come, go and move, but for that source itself', () => {
  const place = fc.nat(9);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), place, place, (span, at, to) => {
      const chain = Array.from({ length: 9 }, (_, i) => createLayer('dropout', `l${i + 1}`));
      const start = [...chain, createLayer('add', 'l10', { span })];
      const source = `l${10 - span}`;
      const id = `l${at + 1}`;
      fc.pre(id !== source && id !== 'l10');
      for (const end of [
        insertLayer(start, at, 'flatten'),
        removeLayer(start, id),
        moveLayer(start, id, to),
      ])
        expect(skips(end)).toEqual([`l10 ← ${source}`]);
    }),
    { numRuns: 150 },
  );
});

test('a move keeps every layer and the order of the others', () => {
  fc.assert(
    fc.property(anyArchitecture(12), fc.nat(11), fc.nat(11), (start, from, to) => {
      fc.pre(from < start.length && to < start.length && isWithinReach(start));
      const id = start[from]?.id ?? '';
      const end = moveLayer(start, id, to);
      expect(end[to]?.id).toBe(id);
      expect(removeLayer(end, id)).toEqual(removeLayer(start, id));
    }),
    { numRuns: 100 },
  );
});

test('a full network takes no more layers', () => {
  let full: Architecture = [];
  for (let i = 0; i < maxLayers + 3; i++) full = insertLayer(full, i, 'activation');
  expect(full).toHaveLength(maxLayers);
  expect(duplicateLayer(full, 'l1')).toBe(full);
});

test('an edit that changes nothing gives back the same network', () => {
  const network = insertLayer([], 0, 'dense');
  expect(setLayerParam(network, 'l1', { name: 'units', value: 64 })).toBe(network);
  expect(moveLayer(network, 'l1', 0)).toBe(network);
});

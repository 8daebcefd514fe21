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
import { createLayer, layerKinds } from './layers/index.ts';
import { type Architecture, maxLayers } from './recipe.ts';

const network: Architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 32 }),
  createLayer('dense', 'l3', { units: 10 }),
];
const ids = (architecture: Architecture) => architecture.map(({ id }) => id);

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
    }),
    { numRuns: 200 },
  );
});

test('a move keeps every layer and the order of the others', () => {
  fc.assert(
    fc.property(anyArchitecture(12), fc.nat(11), fc.nat(11), (start, from, to) => {
      fc.pre(from < start.length && to < start.length);
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

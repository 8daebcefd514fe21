import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe } from './arbitraries.ts';
import { insertLayer, removeLayer, setLayerParam } from './architecture.ts';
import { describeArchitecture, describeChanges, familyOf } from './describe.ts';
import { defaultsOf } from './fields.ts';
import { presets } from './presets.ts';
import type { Architecture } from './recipe.ts';
import { trainingFields } from './training-setup.ts';

const setup = defaultsOf(trainingFields);
const reference = presets[0]?.architecture ?? [];
const presetNamed = (id: string) => presets.find((preset) => preset.id === id)?.architecture ?? [];
const changes = (after: Architecture, change = {}) =>
  describeChanges(
    { architecture: reference, setup },
    { architecture: after, setup: { ...setup, ...change } },
  );

test.each([
  [reference, '2 conv · 2 dense'],
  [presetNamed('mlp-784-128-10'), '2 dense'],
  [presetNamed('mobilenet-like'), '4 conv · 3 depthwise · 1 dense · 7 batch norm'],
  [presetNamed('lstm-rows'), '1 LSTM · 1 dense'],
  [presetNamed('vit-tiny'), '2 attention · 5 dense · 4 residual'],
  [[], 'no weights'],
])('network %# is described in one line', (architecture, words) => {
  expect(describeArchitecture(architecture)).toBe(words);
});

test.each([
  ['reference-cnn', 'CNN'],
  ['mlp-784-128-10', 'MLP'],
  ['lstm-rows', 'Sequence'],
])('%s is a %s', (id, family) => {
  expect(familyOf(presetNamed(id))).toBe(family);
});

test('a changed parameter is named with its layer and both values', () => {
  expect(changes(setLayerParam(reference, 'l3', { name: 'filters', value: 32 }))).toEqual([
    'Conv2D 2 · Filters: 64 → 32',
  ]);
  expect(changes(setLayerParam(reference, 'l5', { name: 'units', value: 32 }))).toEqual([]);
});

test('choices and flags read as in their form', () => {
  const tanh = setLayerParam(reference, 'l1', { name: 'activation', value: 'tanh' });
  expect(changes(setLayerParam(tanh, 'l1', { name: 'useBias', value: false }))).toEqual([
    'Conv2D 1 · Activation: ReLU → Tanh',
    'Conv2D 1 · Bias: on → off',
  ]);
});

test('an added or removed layer is one change, not many', () => {
  expect(changes(insertLayer(reference, 5, 'dropout'))).toEqual(['Dropout added']);
  expect(changes(removeLayer(reference, 'l3'))).toEqual(['Conv2D 2 removed']);
  expect(changes(removeLayer(reference, 'l6'))).toEqual(['Dense 1 removed']);
});

test('the training setup counts too', () => {
  expect(changes(reference, { epochs: 5, learningRate: 0.0003, optimizer: 'sgd' })).toEqual([
    'Optimizer: Adam → SGD',
    'Learning rate: 0.001 → 0.0003',
    'Epochs: 3 → 5',
  ]);
});

test('only equal recipes have no changes between them', () => {
  fc.assert(
    fc.property(anyRecipe, anyRecipe, (before, after) => {
      expect(describeChanges(before, before)).toEqual([]);
      const isEqual = JSON.stringify(before) === JSON.stringify(after);
      expect(describeChanges(before, after).length === 0).toBe(isEqual);
    }),
    { numRuns: 40 },
  );
});

import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { initialWeights } from '../../core/initialize.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import type { Recipe } from '../../core/recipe.ts';
import { floatModel } from '../../core/stored-model.ts';
import { createStep } from '../../core/techniques/index.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { readSafetensors } from '../safetensors.ts';
import { writePytorch } from './write.ts';

const architecture: readonly Layer[] = [
  createLayer('conv2d', 'l1', { filters: 2, strides: 7 }),
  createLayer('batchNormalization', 'l2'),
  createLayer('reshape', 'l3'),
  createLayer('lstm', 'l4', { units: 3 }),
  createLayer('dense', 'l5', { units: 10 }),
];
const recipe: Recipe = { architecture, setup: defaultsOf(trainingFields) };
const network = {
  ...{ name: 'small', recipe, model: floatModel(recipe, initialWeights(architecture, 1)) },
  training: { moments: [], step: 20 },
};

test('a file has the state_dict of the module, whose text it carries', async () => {
  const read = readSafetensors(await writePytorch(network));
  if (!read.ok) throw new Error(read.message);
  expect(Object.fromEntries(read.tensors.map(({ name, shape }) => [name, shape]))).toEqual({
    'conv2d.weight': [2, 1, 3, 3],
    'conv2d.bias': [2],
    'batch_normalization.weight': [2],
    'batch_normalization.bias': [2],
    'batch_normalization.running_mean': [2],
    'batch_normalization.running_var': [2],
    'batch_normalization.num_batches_tracked': [],
    'lstm.weight_ih_l0': [12, 8],
    'lstm.weight_hh_l0': [12, 3],
    'lstm.bias_ih_l0': [12],
    'lstm.bias_hh_l0': [12],
    'dense.weight': [10, 3],
    'dense.bias': [10],
  });
  const valuesOf = (wanted: string) => [
    ...(read.tensors.find(({ name }) => name === wanted)?.values ?? []),
  ];
  expect(valuesOf('batch_normalization.running_var')).toEqual([1, 1]);
  expect(valuesOf('batch_normalization.num_batches_tracked')).toEqual([20n]);
  expect(valuesOf('lstm.bias_ih_l0')).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  expect(read.metadata['format']).toBe('pt');
  expect(read.metadata['module']).toContain('self.lstm = nn.LSTM(8, 3, batch_first=True)');
});

test('whole numbers are refused in words', async () => {
  const int8 = { ...recipe, compression: [createStep('quantize')] };
  await expect(writePytorch({ ...network, recipe: int8 })).rejects.toThrow('int8 format');
});

test('a network that lost filters brings the module that it fits', async () => {
  const smaller: readonly Layer[] = [
    createLayer('conv2d', 'l1', { filters: 1, strides: 7 }),
    createLayer('flatten', 'l2'),
    createLayer('dense', 'l3', { units: 10 }),
  ];
  const model = floatModel({ ...recipe, architecture: smaller }, initialWeights(smaller, 1));
  const read = readSafetensors(await writePytorch({ ...network, model, training: null }));
  if (!read.ok) throw new Error(read.message);
  expect(read.metadata['module']).toContain('self.conv2d = nn.Conv2d(1, 1, 3, stride=7)');
  expect(read.tensors.map(({ name }) => name)).toEqual([
    ...['conv2d.weight', 'conv2d.bias', 'dense.weight', 'dense.bias'],
  ]);
});

import { expect, test } from 'vitest';
import { defaultsOf } from './fields.ts';
import { createLayer } from './layers/index.ts';
import { maxTrainingBytes, memoryProblem, trainingMemory } from './memory.ts';
import type { Architecture } from './recipe.ts';
import { summarize } from './summary.ts';
import { optimizers, trainingFields } from './training-setup.ts';

const softmaxRegression: Architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 10 }),
];

test('each optimizer keeps as many floats for a weight as its formula has moments', () => {
  const summary = summarize(softmaxRegression);
  const floats = optimizers.map(
    (optimizer) => trainingMemory(summary, { optimizer, batchSize: 1 }).optimizerBytes / 4 / 7850,
  );
  expect(floats).toEqual([0, 1, 1, 2, 2]);
});

test('what a fire module squeezes is kept beside what it gives', () => {
  const summary = summarize([createLayer('fire', 'l1', { squeezeFilters: 3, expandFilters: 4 })]);
  const { activationBytes } = trainingMemory(summary, { optimizer: 'sgd', batchSize: 2 });
  expect(activationBytes).toBe(4 * 2 * (summary.activationElements + 28 * 28 * 3));
});

test('training that a tab cannot hold is refused in words', () => {
  const setup = { ...defaultsOf(trainingFields), batchSize: 1024 };
  const wide = [
    ...Array(2).fill(createLayer('conv2d', '', { filters: 512 })),
    ...softmaxRegression,
  ];
  const summary = summarize(wide.map((layer, index) => ({ ...layer, id: `l${index}` })));
  expect(trainingMemory(summary, setup).totalBytes).toBeGreaterThan(maxTrainingBytes);
  expect(memoryProblem(summary, setup)).toContain('use a smaller batch');
  expect(memoryProblem(summarize(softmaxRegression), setup)).toBeNull();
});

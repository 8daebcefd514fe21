import { expect, test } from 'vitest';
import { isUpdateStep, scheduleOf, sparsityAt } from './pruning-schedule.ts';
import { createStep, type TechniqueParams } from './techniques/index.ts';

const pruning = (params: Partial<TechniqueParams<'prune'>>) =>
  createStep('prune', params).params as TechniqueParams<'prune'>; // of that kind

const article = scheduleOf(pruning({ sparsity: 0.5, beginStep: 2000, endStep: 4000 }), 8595);
const tutorial = scheduleOf(
  pruning({ initialSparsity: 0.5, sparsity: 0.8, beginStep: 0, endStep: 844 }),
  860,
);

test.each([
  [article, 1000, 0],
  [article, 2000, 0],
  [article, 2100, 0.0713],
  [article, 2500, 0.2891],
  [article, 3000, 0.4375],
  [article, 3500, 0.4922],
  [article, 3900, 0.4999],
  [article, 4000, 0.5],
  [article, 9000, 0.5],
  [tutorial, 0, 0.5],
  [tutorial, 100, 0.5945],
  [tutorial, 200, 0.6667],
  [tutorial, 400, 0.7563],
  [tutorial, 600, 0.7928],
  [tutorial, 844, 0.8],
])('the polynomial schedule is tfmot’s: %#', (schedule, step, sparsity) => {
  expect(sparsityAt(schedule, step)).toBeCloseTo(sparsity, 4);
});

test('zeros are chosen anew every hundred steps between begin and end, and at the end', () => {
  const steps = Array.from({ length: 901 }, (_, step) => step);
  const updates = steps.filter((step) => isUpdateStep(tutorial, step));
  expect(updates).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 844]);
  expect([1999, 2000, 2050, 4000, 4100].map((step) => isUpdateStep(article, step))).toEqual([
    false,
    true,
    false,
    true,
    false,
  ]);
});

test('without an end, pruning ends at two thirds of the steps, and no end lies beyond the last step', () => {
  expect(scheduleOf(pruning({}), 900)).toMatchObject({ begin: 0, end: 600 });
  const late = scheduleOf(pruning({ beginStep: 2000, endStep: 4000 }), 860);
  expect(late).toMatchObject({ begin: 860, end: 860 });
  expect(isUpdateStep(late, 860)).toBe(true);
  expect(sparsityAt(late, 860)).toBe(0.8);
});

test('constant sparsity is there from its first update on', () => {
  const constant = scheduleOf(pruning({ schedule: 'constant', beginStep: 10 }), 100);
  expect(sparsityAt(constant, 10)).toBe(0.8);
  expect(isUpdateStep(constant, 9)).toBe(false);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe, anySetup, workingArchitecture } from './arbitraries.ts';
import { distillationFields } from './distillation.ts';
import { accepts, defaultsOf, type FieldValue } from './fields.ts';
import { presets } from './presets.ts';
import type { Architecture, Recipe } from './recipe.ts';
import { scaleDepth, scaleWidth } from './scale-network.ts';
import { summarize } from './summary.ts';
import { planSweep, type Sweep } from './sweep.ts';
import { type Axis, axisTargets, fieldOf, valuesOf } from './sweep-axis.ts';
import { sweepPresets } from './sweep-presets.ts';
import { createStep } from './techniques/index.ts';
import { trainingFields } from './training-setup.ts';
import { parseRecipe } from './validate.ts';

const presetNamed = (id: string): Architecture =>
  presets.find((preset) => preset.id === id)?.architecture ?? [];

const base: Recipe = {
  architecture: presetNamed('mlp-784-128-10'),
  setup: defaultsOf(trainingFields),
};
const width = (...values: number[]): Axis => ({ target: { kind: 'width' }, values });
const setupAxis = (field: string, ...values: FieldValue[]): Axis => ({
  target: { kind: 'setup', field },
  values,
});
const sweepOf = (change: Partial<Sweep>): Sweep => ({
  ...{ base, axes: [], kind: 'grid', count: 10, seeds: 1 },
  ...change,
});
const parametersOf = ({ architecture }: Recipe): number => summarize(architecture).parameters;

test('five widths of an MLP are the curve of size against accuracy, with their parameters known at once', () => {
  const { points, trials, leftOut } = planSweep(
    sweepOf({ axes: [width(0.25, 0.5, 1, 2, 4)], seeds: 3 }),
  );
  expect(points.map(({ recipe }) => parametersOf(recipe))).toEqual([
    25_450, 50_890, 101_770, 203_530, 407_050,
  ]);
  expect(leftOut).toEqual([]);
  expect(trials.map(({ words }) => words).slice(0, 6)).toEqual([
    'width × ¼ · seed 1',
    'width × ½ · seed 1',
    'width × 1 · seed 1',
    'width × 2 · seed 1',
    'width × 4 · seed 1',
    'width × ¼ · seed 2',
  ]);
  expect(trials.map(({ recipe }) => recipe.setup.seed)).toEqual([
    ...Array(5).fill(1),
    ...Array(5).fill(2),
    ...Array(5).fill(3),
  ]);
});

test('width leaves the output layer alone and keeps a unit at least', () => {
  const scaled = scaleWidth(presetNamed('lenet-5'), 1 / 64);
  const counts = scaled.ok
    ? scaled.architecture.flatMap(({ params }) =>
        'filters' in params ? params.filters : 'units' in params ? params.units : [],
      )
    : [];
  expect(counts).toEqual([1, 1, 2, 1, 10]);
});

test('a layer that would be too wide is left out, with its reason', () => {
  const { points, leftOut } = planSweep(
    sweepOf({
      base: { ...base, architecture: presetNamed('reference-cnn') },
      axes: [width(1, 16)],
    }),
  );
  expect(points).toHaveLength(1);
  expect(leftOut).toEqual([
    {
      words: 'width × 16',
      reason: 'Conv2D would have 1,024 as its filters, and at most 512 are possible',
    },
  ]);
});

test('depth repeats hidden layers in place, and blocks where there are blocks', () => {
  const units = (architecture: Architecture) =>
    architecture.flatMap(({ params }) => ('units' in params ? params.units : []));
  const mlp = scaleDepth(presetNamed('lenet-300-100'), 2);
  expect(mlp.ok && units(mlp.architecture)).toEqual([300, 300, 100, 100, 10]);
  const residual = presets.find(({ architecture }) =>
    architecture.some(({ kind }) => kind === 'add'),
  );
  const deeper = scaleDepth(residual?.architecture ?? [], 2);
  const adds = (architecture: Architecture) =>
    architecture.filter(({ kind }) => kind === 'add').length;
  expect(deeper.ok && adds(deeper.architecture)).toBe(2 * adds(residual?.architecture ?? []));
  expect(deeper.ok && summarize(deeper.architecture).problem).toBeNull();
});

test('every preset can be swept by width and by depth, or says why not', () => {
  for (const { id, architecture } of presets) {
    const axes = [width(0.5, 2), { target: { kind: 'depth' }, values: [1, 2] } as const];
    const { points, leftOut } = planSweep(sweepOf({ base: { ...base, architecture }, axes }));
    expect([id, points.length + leftOut.length]).toEqual([id, 4]);
    expect([id, points.length > 0]).toEqual([id, true]);
  }
});

test('a pruning step is put on what is trained once for each seed', () => {
  const sparsity: Axis = {
    target: { kind: 'step', technique: 'prune', field: 'sparsity' },
    values: [0.5, 0.9],
  };
  const { trials } = planSweep(sweepOf({ axes: [sparsity], seeds: 2 }));
  expect(trials.map(({ words, parent }) => [words, parent])).toEqual([
    ['before 50 % zeros · seed 1', null],
    ['50 % zeros · seed 1', 0],
    ['90 % zeros · seed 1', 0],
    ['before 50 % zeros · seed 2', null],
    ['50 % zeros · seed 2', 3],
    ['90 % zeros · seed 2', 3],
  ]);
  expect(trials[0]?.recipe.compression).toBeUndefined();
  expect(trials[2]?.recipe.compression).toEqual([createStep('prune', { sparsity: 0.9 })]);
});

test('bits choose the format in which they mean something', () => {
  const bits: Axis = {
    target: { kind: 'step', technique: 'quantize', field: 'bits' },
    values: ['2', 'binary'],
  };
  const { points } = planSweep(sweepOf({ axes: [bits] }));
  expect(points.map(({ words }) => words)).toEqual(['2 bits', 'binary']);
  expect(points[0]?.recipe.compression).toEqual([
    createStep('quantize', { bits: '2', format: 'weights' }),
  ]);
});

test('a random sweep is the same for the same seed, within its bounds, and spread by orders of magnitude', () => {
  const sweep = sweepOf({
    axes: [setupAxis('learningRate', 1e-4, 0.1), setupAxis('optimizer', 'adam', 'sgd')],
    ...{ kind: 'random', count: 200 },
  });
  const { points } = planSweep(sweep);
  expect(points).toEqual(planSweep({ ...sweep }).points);
  const rates = points.map(({ recipe }) => recipe.setup.learningRate);
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...rates)).toBeLessThanOrEqual(0.1);
  const small = rates.filter((rate) => rate < Math.sqrt(1e-4 * 0.1)).length / rates.length;
  expect(small).toBeGreaterThan(0.4);
  expect(small).toBeLessThan(0.6);
  const sgd = points.filter(({ recipe }) => recipe.setup.optimizer === 'sgd').length;
  expect(sgd / points.length).toBeGreaterThan(0.35);
  expect(sgd / points.length).toBeLessThan(0.65);
  const other = { ...base, setup: { ...base.setup, seed: 2 } };
  expect(planSweep({ ...sweep, base: other }).points[0]?.values).not.toEqual(points[0]?.values);
});

test('too many runs are refused before any is made', () => {
  const values = Array.from({ length: 20 }, (_, index) => index + 1);
  const axes = ['epochs', 'batchSize', 'patience', 'warmupSteps'].map((field) =>
    setupAxis(field, ...values),
  );
  expect(planSweep(sweepOf({ axes })).problem).toContain('160,000 runs');
  expect(planSweep(sweepOf({ axes: [width(1)], seeds: 201 })).problem).toContain('at most 200');
  expect(planSweep(sweepOf({})).problem).toBe('Choose something to vary, or more than one seed');
  expect(planSweep(sweepOf({ seeds: 2 })).problem).toBeNull();
  const twice = sweepOf({ axes: [width(1), width(2)] });
  expect(planSweep(twice).problem).toBe('Two axes vary the same: take one away');
});

test('a network that is there twice runs once', () => {
  const { points, leftOut } = planSweep(
    sweepOf({ base: { ...base, architecture: presetNamed('cnn-2k') }, axes: [width(0.02, 0.03)] }),
  );
  expect(points).toHaveLength(1);
  expect(leftOut[0]?.reason).toBe('It is the same as width × 0.02');
});

test('every recipe of a width sweep is valid or has its reason, and none is lost', () => {
  const factors = fc.uniqueArray(fc.constantFrom(0.02, 0.125, 0.25, 0.5, 1, 2, 4, 16, 64), {
    minLength: 1,
  });
  fc.assert(
    fc.property(workingArchitecture(), anySetup, factors, (architecture, setup, values) => {
      const sweep = sweepOf({ base: { architecture, setup }, axes: [width(...values)], seeds: 2 });
      const { points, trials, leftOut } = planSweep(sweep);
      expect(points.length + leftOut.length).toBe(values.length);
      for (const { recipe } of points) {
        expect(summarize(recipe.architecture).problem).toBeNull();
        expect(recipe.architecture).toHaveLength(architecture.length);
      }
      for (const { reason } of leftOut) expect(reason).not.toBe('');
      expect(trials).toHaveLength(2 * points.length);
      for (const { recipe } of trials) expect(parseRecipe(recipe)).not.toBeNull();
    }),
    { numRuns: 30 },
  );
});

test('any axis of any recipe gives recipes that its fields allow', () => {
  fc.assert(
    fc.property(anyRecipe, fc.nat(), fc.constantFrom('grid', 'random'), (recipe, nth, kind) => {
      const targets = axisTargets(recipe);
      const target = targets[nth % targets.length];
      const field = target && fieldOf(target, recipe);
      if (!target || !field || field.type === 'flag') return;
      const values = valuesOf(field).filter((value) => accepts(field, value));
      const sweep = sweepOf({ base: recipe, axes: [{ target, values }], kind, count: 5 });
      for (const { recipe: made } of planSweep(sweep).trials)
        expect(parseRecipe(made)).not.toBeNull();
    }),
    { numRuns: 30 },
  );
});

test('every sweep in one click runs on the default networks', () => {
  for (const id of ['reference-cnn', 'mlp-784-128-10'])
    for (const { axes, folds } of sweepPresets) {
      const recipe = { ...base, architecture: presetNamed(id) };
      const seedsOrFolds = folds === undefined ? { seeds: 3 } : { folds };
      const { points, trials, problem } = planSweep(
        sweepOf({ base: recipe, axes: axes(recipe), ...seedsOrFolds }),
      );
      expect(problem).toBeNull();
      expect(points.length).toBeGreaterThanOrEqual(folds === undefined ? 3 : 1);
      expect(trials.length).toBeGreaterThanOrEqual(folds ?? 9);
    }
});

test('folds take the place of seeds, and refuse what has seen the images that they hold out', () => {
  const plan = sweepOf({ seeds: 3, folds: 5 });
  const { trials } = planSweep(plan);
  expect(trials.map(({ words, fold }) => [words, fold?.nth])).toEqual(
    [0, 1, 2, 3, 4].map((nth) => [`as it is · fold ${nth + 1} of 5`, nth]),
  );
  expect(new Set(trials.map(({ recipe }) => recipe.setup.seed))).toEqual(new Set([1]));
  const pruned = { ...base, compression: [createStep('prune')] };
  const taught = {
    ...base,
    distillation: { params: defaultsOf(distillationFields), teacher: base },
  };
  const few = { ...base, setup: { ...base.setup, trainingImages: 99 } };
  const reasons = [pruned, taught, few].map(
    (recipe) => planSweep({ ...plan, base: recipe }).leftOut[0]?.reason,
  );
  expect(reasons).toEqual([
    expect.stringContaining('compression'),
    expect.stringContaining('teacher'),
    '5 folds need at least 100 training images',
  ]);
});

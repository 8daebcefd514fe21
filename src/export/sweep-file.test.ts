import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { anyRecipe } from '../core/arbitraries.ts';
import { defaultsOf } from '../core/fields.ts';
import { createLayer, definitionOf, layerKinds } from '../core/layers/index.ts';
import { presets } from '../core/presets.ts';
import type { Recipe } from '../core/recipe.ts';
import type { Sweep } from '../core/sweep.ts';
import { planSweep } from '../core/sweep.ts';
import { techniqueKinds } from '../core/techniques/index.ts';
import { trainingFields } from '../core/training-setup.ts';
import { parseRecipe } from '../core/validate.ts';
import { mnistCut, sweepFile, trialId, typeOf, wordOf, writeRecipe } from './sweep-file.ts';
import { resultSchema, sweepSchema } from './sweep-schema.ts';

const runner = new URL('../../interop/ray/sizewise_sweep/', import.meta.url);
const base: Recipe = {
  architecture: [
    createLayer('flatten', 'l1'),
    createLayer('dense', 'l2', { units: 16, activation: 'relu' }),
    createLayer('dense', 'l3', { units: 10 }),
  ],
  setup: { ...defaultsOf(trainingFields), epochs: 1, trainingImages: 2000 },
};
const widths: Sweep = {
  ...{ base, kind: 'grid', count: 1, seeds: 2 },
  axes: [{ target: { kind: 'width' }, values: [0.5, 1] }],
};

/** A recipe as the file has it, with our own names again. */
function readRecipe(written: object): unknown {
  const { layers, train, compress, teacher } = written as Record<string, Record<string, unknown>[]>;
  const kinds = new Map<unknown, string>(layerKinds.map((kind) => [typeOf(kind), kind]));
  const steps = new Map<unknown, string>(techniqueKinds.map((kind) => [wordOf(kind), kind]));
  return {
    architecture: layers?.map(({ type, ...params }) => ({
      kind: kinds.get(type),
      params: inOurNames(params),
    })),
    setup: inOurNames(train ?? {}),
    ...(compress && {
      compression: compress.map(({ kind, ...params }) => ({
        kind: steps.get(kind),
        params: inOurNames(params),
      })),
    }),
    ...(teacher && readTeacher(teacher as unknown as Record<string, object>)),
  };
}

const readTeacher = ({ trained_by = {}, ...params }: Record<string, object>) => ({
  distillation: { params: inOurNames(params), teacher: readRecipe(trained_by) },
});

const ours: Readonly<Record<string, string>> = {
  ...{ dilation_rate: 'dilation', num_heads: 'heads', kernel_initializer: 'initializer' },
};
const inOurNames = (params: object) =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      ours[name] ?? name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

test('a recipe comes through its file whole, whatever it is', () => {
  fc.assert(
    fc.property(anyRecipe, (recipe) => {
      const read = readRecipe(JSON.parse(JSON.stringify(writeRecipe(recipe))));
      expect(parseRecipe(read)).toEqual(parseRecipe(recipe));
    }),
    { numRuns: 50 },
  );
});

test('a sweep is written the same for ever', () => {
  const kernel = { use_bias: true, l2: 0, kernel_initializer: 'glorot_uniform', frozen: false };
  const { trials, dataset, ...rest } = sweepFile(widths);
  expect(rest).toEqual({
    format: 'sizewise.sweep/1',
    optimizer_constants: { momentum: 0.9, rho: 0.9, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
  });
  expect(dataset).toEqual(mnistCut);
  expect(trials.map(({ id, words }) => [id, words])).toEqual([
    ['96a931b38725716b', 'width × ½ · seed 1'],
    ['a8778b11f3963309', 'width × 1 · seed 1'],
    ['fbc2beac03383ba4', 'width × ½ · seed 2'],
    ['2b5d87ef51b1b387', 'width × 1 · seed 2'],
  ]);
  expect(trials[0]?.expect).toEqual({ parameters: 6370, macs: 6352 });
  expect(trials[0]?.layers).toEqual([
    { type: 'Flatten' },
    { type: 'Dense', units: 8, activation: 'relu', ...kernel },
    { type: 'Dense', units: 10, activation: 'linear', ...kernel },
  ]);
});

test('the cut is that of the packed data', async () => {
  const { chunkSize, permutationSeed } = await import('../../scripts/pack-mnist.mjs');
  expect(mnistCut.order).toEqual({ seed: permutationSeed, chunk_size: chunkSize });
});

test('ids tell trials apart, and are the same in another sweep', () => {
  const ids = sweepFile({ ...widths, seeds: 20 }).trials.map(({ id }) => id);
  expect(new Set(ids).size).toBe(40);
  expect(sweepFile({ ...widths, axes: [] }).trials[0]?.id).toBe(ids[1]);
  const [trial] = planSweep(widths).trials;
  if (trial === undefined) throw new Error('no trial');
  expect(trialId({ ...trial, fold: { nth: 0, of: 5 } })).not.toBe(trialId(trial));
});

test('folds, steps with what they are made from, and every preset are as the schema says', () => {
  const kinds: Sweep['axes'] = [
    { target: { kind: 'step', technique: 'quantize', field: 'bits' }, values: ['8', '4'] },
  ];
  const files = [
    sweepFile({ ...widths, axes: [], folds: 3 }),
    sweepFile({ ...widths, axes: kinds }),
    ...presets.map(({ architecture }) =>
      sweepFile({ ...widths, base: { ...base, architecture }, axes: [] }),
    ),
  ];
  for (const file of files) expect(() => sweepSchema.parse(file)).not.toThrow();
  const [quantized] = files[1]?.trials.filter(({ parent }) => parent !== undefined) ?? [];
  expect(files[1]?.trials.map(({ id }) => id)).toContain(quantized?.parent);
});

test('types and names are Keras words, one for each', () => {
  expect(layerKinds.map(typeOf)).toContain('PatchEmbedding');
  expect(new Set(layerKinds.map(typeOf)).size).toBe(layerKinds.length);
  for (const kind of layerKinds) {
    const names = Object.keys(definitionOf(kind).fields);
    expect(new Set(names.map(wordOf)).size).toBe(names.length);
  }
});

test.each([
  ['sweep', sweepSchema],
  ['result', resultSchema],
])("the runner's schema of a %s is ours", async (name, schema) => {
  const written = JSON.stringify(z.toJSONSchema(schema, { io: 'input', reused: 'ref' }), null, 2);
  await expect(`${written}\n`).toMatchFileSnapshot(new URL(`${name}.schema.json`, runner).pathname);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CompressionContext } from '../../compression/compression.ts';
import { planCompression } from '../../compression/runs.ts';
import { anyStep, workingArchitecture } from '../../core/arbitraries.ts';
import { defaultsOf } from '../../core/fields.ts';
import type { Recipe } from '../../core/recipe.ts';
import { floatModel, type StoredModel, weightsOf } from '../../core/stored-model.ts';
import { storedSizes } from '../../core/stored-sizes.ts';
import { summarize } from '../../core/summary.ts';
import type { CompressionStep } from '../../core/techniques/index.ts';
import { optimizers, trainingFields } from '../../core/training-setup.ts';
import { writeModelFile } from '../../export/model-file.ts';
import { readModelFile } from '../../export/read-model-file.ts';
import { EngineError } from '../../protocol/errors.ts';
import { inferenceOf } from '../models.ts';
import { cases } from '../test-effort.ts';
import { extentsOf, freshState, noiseBatch, runtime } from '../wasm/test-network.ts';

const batch = noiseBatch(4, 1);
const stepsPerEpoch = 3;

/** The network after one more step, whose training is cut to two steps; words where the step is refused. */
async function applied(
  model: StoredModel,
  recipe: Recipe,
  wildness: number,
): Promise<StoredModel | string> {
  const steps = recipe.compression ?? [];
  const { setup } = recipe;
  const context: CompressionContext = {
    ...{ model, setup, stepsPerEpoch, before: steps.slice(0, -1).map(({ kind }) => kind) },
    extents: (network) => Promise.resolve(extentsOf(network, batch, model.pixelRange)),
  };
  const plan = await planCompression(steps.at(-1) as CompressionStep, context).catch(wordsOf);
  if (typeof plan === 'string') return plan;
  const { architecture, weights } = plan.start;
  const network = runtime.build({
    ...{ architecture, pixelRange: setup.pixelRange },
    state: { weights, moments: [], step: 0 },
    ...(plan.epochs > 0 && { training: setup }),
  });
  for (let step = 0; plan.epochs > 0 && step < 2; step++) {
    network.adjust((live) => plan.constrain?.(live, step));
    network.trainStep(batch, plan.learningRate);
  }
  network.adjust((live) => plan.constrain?.(live, plan.epochs * stepsPerEpoch));
  const trained = network.readState();
  network.dispose();
  return plan.finish({ architecture, weights: scaled(trained.weights, wildness) });
}

const scaled = (weights: readonly Float32Array[], factor: number): Float32Array[] =>
  weights.map((values) => values.map((value) => value * factor));

function wordsOf(error: unknown): string {
  if (error instanceof EngineError) return error.message;
  throw error;
}

/** Training at a high rate may leave numbers beyond these, or none: then a run is said to have diverged. */
const isSound = (model: StoredModel): boolean =>
  weightsOf(model).every((values) => values.every((value) => Math.abs(value) < 1e6));

function expectUsable(model: StoredModel, recipe: Recipe): void {
  expect(summarize(model.architecture).problem).toBeNull();
  const logits = runtime.build(inferenceOf(model)).forward(batch);
  expect(logits).toHaveLength(40);
  if (isSound(model)) expect([...logits].filter((logit) => !Number.isFinite(logit))).toEqual([]);
  expect(Object.values(storedSizes(model)).every(Number.isFinite)).toBe(true);
  const read = readModelFile(writeModelFile(recipe, model));
  expect(read).toMatchObject({ ok: true, recipe: { compression: recipe.compression } });
}

const anyCase = fc.record({
  architecture: workingArchitecture(4),
  steps: fc.array(anyStep, { minLength: 1, maxLength: 3 }),
  optimizer: fc.constantFrom(...optimizers),
  seed: fc.nat(99),
  /** What the first weights are multiplied by, and those that training leaves: it may have diverged. */
  size: fc.constantFrom(1, 1, 1, 1e-38, 1e30, Number.NaN),
  wildness: fc.constantFrom(1, 1, 1, 1e9, Number.POSITIVE_INFINITY, Number.NaN),
});

test('any steps on any network: each is refused in words, or leaves a network that answers', async () => {
  const seen = { refused: 0, applied: 0 };
  await fc.assert(
    fc.asyncProperty(anyCase, async (drawn) => {
      const { architecture, steps, optimizer, seed, size, wildness } = drawn;
      const { problem, macs, parameters } = summarize(architecture);
      if (problem !== null || macs > 1e6 || parameters > 5e4) return;
      const setup = { ...defaultsOf(trainingFields), optimizer, seed, batchSize: 4 };
      const { weights } = freshState(architecture, seed);
      let model = floatModel({ architecture, setup }, scaled(weights, size));
      for (let count = 1; count <= steps.length; count++) {
        const recipe = { architecture, setup, compression: steps.slice(0, count) };
        const next = await applied(model, recipe, wildness);
        if (typeof next === 'string') {
          expect(next).toMatch(/^[A-Z].{20,}$/);
          expect(next).not.toMatch(/undefined|NaN|null/);
          seen.refused++;
          return;
        }
        expectUsable(next, recipe);
        seen.applied++;
        model = next;
      }
    }),
    { numRuns: cases(2000, 40) },
  );
  expect(seen.applied).toBeGreaterThan(seen.refused / 4);
});

import { z } from 'zod';
import { distillationFields } from '../core/distillation.ts';
import type { Field, Fields } from '../core/fields.ts';
import { definitionOf, layerKinds } from '../core/layers/index.ts';
import { outsideOrigins } from '../core/outside-results.ts';
import { maxCompressionSteps, maxLayers } from '../core/recipe.ts';
import { mnistClasses } from '../core/shape.ts';
import { maxTrials } from '../core/sweep.ts';
import { techniqueKinds, techniqueOf } from '../core/techniques/index.ts';
import { optimizerConstants, trainingFields } from '../core/training-setup.ts';
import { mnistCut, sweepFormat, typeOf, wordOf } from './sweep-file.ts';

/** What goes to a cluster and what comes back, for both sides: `npm test` holds the runner's JSON schemas to these. */
function fieldSchema(field: Field): z.ZodType {
  switch (field.type) {
    case 'int':
      return z.int().min(field.min).max(field.max);
    case 'number':
      return z.number().min(field.min).max(field.max);
    case 'choice':
      return z.enum(field.options as [string, ...string[]]); // no choice is empty
    case 'flag':
      return z.boolean();
    default:
      return field satisfies never;
  }
}

const shapeOf = (fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [wordOf(name), fieldSchema(field)]),
  );

const layerSchema = z.union(
  layerKinds.map((kind) =>
    z.strictObject({ type: z.literal(typeOf(kind)), ...shapeOf(definitionOf(kind).fields) }),
  ),
);
const stepSchema = z.union(
  techniqueKinds.map((kind) =>
    z.strictObject({ kind: z.literal(wordOf(kind)), ...shapeOf(techniqueOf(kind).fields) }),
  ),
);

const id = z.string().regex(/^[0-9a-f]{16}$/);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const recipeShape = {
  layers: z.array(layerSchema).min(1).max(maxLayers),
  train: z.strictObject(shapeOf(trainingFields)),
  compress: z.array(stepSchema).max(maxCompressionSteps).optional(),
  teacher: z.lazy((): z.ZodType => teacherSchema).optional(),
};
const teacherSchema = z.strictObject({
  ...shapeOf(distillationFields),
  trained_by: z.strictObject(recipeShape),
});

const literals = (values: Readonly<Record<string, string | number>>) =>
  z.strictObject(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, z.literal(value)])),
  );

/** `sweep.json`. */
export const sweepSchema = z.strictObject({
  format: z.literal(sweepFormat),
  dataset: z.strictObject({
    name: z.literal(mnistCut.name),
    md5: literals(mnistCut.md5),
    order: literals(mnistCut.order),
    counts: literals(mnistCut.counts),
  }),
  optimizer_constants: z.strictObject(
    Object.fromEntries(Object.keys(optimizerConstants).map((name) => [wordOf(name), z.number()])),
  ),
  trials: z
    .array(
      z.strictObject({
        id,
        words: z.string().max(500),
        ...recipeShape,
        parent: id.optional(),
        fold: z.strictObject({ nth: z.int().min(0).max(9), of: z.int().min(2).max(10) }).optional(),
        expect: z.strictObject({ parameters: count, macs: count }),
      }),
    )
    .min(1)
    .max(maxTrials),
});

const score = z.object({
  /** Null where it is no number. */
  loss: z.number().nullable(),
  correct: count,
  n: z.int().min(1).max(1_000_000),
  per_class: z.array(count).length(mnistClasses),
});

/** A line of `results.jsonl`. */
export const resultSchema = z.object({
  format: z.literal('sizewise.result/1'),
  id,
  framework: z.enum(outsideOrigins),
  status: z.enum(['finished', 'stopped', 'early-stopped', 'diverged', 'failed', 'refused']),
  problem: z.string().max(500).nullable(),
  parameters: count,
  macs: count,
  sizes: z.object({ float32_bytes: count }),
  seed: count,
  epochs: count,
  seconds: z.number().min(0).max(1e9),
  device: z.string().max(100),
  versions: z.record(z.string().max(40), z.string().max(80)),
  validation: score.nullable(),
  test: score.nullable(),
});

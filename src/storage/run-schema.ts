import { z } from 'zod';
import type { RunCurves, RunRecord } from '../core/run.ts';
import { parseRecipe } from '../core/validate.ts';

/** What a file may say of a run: as strict as the page is trusting. */
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const amount = z.number().min(0);
const text = z.string().max(500);
const score = z.object({ loss: z.number().nullable().transform(orNaN), correct: count, n: count });
const floats = z.instanceof(Float32Array);

function orNaN(value: number | null): number {
  return value ?? Number.NaN; // JSON has no word for it
}

const runtime = z.object({
  kind: z.enum(['wasm', 'tfjs']),
  backend: z.string().max(20),
  threads: count.max(1024),
  device: text.optional(),
});

const testResult = score.extend({
  confusion: z.array(count).length(100),
  wrong: z
    .object({
      indices: z.instanceof(Uint16Array),
      labels: z.instanceof(Uint8Array),
      answers: z.instanceof(Uint8Array),
      confidences: floats,
    })
    .refine(({ indices, labels, answers, confidences }) =>
      [labels, answers, confidences].every(({ length }) => length === indices.length),
    )
    .optional(),
  calibration: z
    .array(z.object({ count, correct: count, confidence: amount }))
    .length(15)
    .optional(),
  reads: count,
});

const latency = z.object({
  ...{ p50Ms: amount, p90Ms: amount, p95Ms: amount, firstCallMs: amount },
  ...{ callsPerBlock: count, blocks: count, warmUpCalls: count },
  imagesPerSecond: amount.nullable(),
  quick: z.boolean(),
  whileHidden: z.literal(true).optional(),
  runtime,
});

const storedSizes = z.object({
  ...{ parameters: count, float32Bytes: amount, packedBytes: amount, bitmaskBytes: amount },
  ...{ csrBytes: amount, relativeIndexBytes: amount, kernelZeros: count, kernelWeights: count },
  ...{ sparseMacs: amount, huffmanFileBytes: amount.nullable() },
});

const recordSchema = z.object({
  id: z.string().regex(/^[\w-]{1,64}$/),
  name: z.string().min(1).max(80),
  note: text.optional(),
  isStarred: z.boolean().optional(),
  colour: z.enum(['red', 'amber', 'green', 'violet']).optional(),
  createdAt: count,
  parentId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .nullable(),
  isContinued: z.boolean().optional(),
  recipe: z.unknown().transform((value, context) => {
    const recipe = parseRecipe(value);
    if (recipe !== null) return recipe;
    context.addIssue({ code: 'custom', message: 'a recipe that cannot be built' });
    return z.NEVER;
  }),
  dataset: z.literal('mnist'),
  engineVersion: z.string().max(20),
  runtime,
  environment: z.object({
    browser: text,
    crossOriginIsolated: z.boolean(),
    hardwareConcurrency: count,
  }),
  status: z.enum(['finished', 'stopped', 'early-stopped', 'diverged']),
  steps: count,
  events: z
    .array(
      z.union([
        z.object({ step: count, kind: z.literal('learning-rate'), value: amount }),
        z.object({ step: count, kind: z.enum(['stopped', 'early-stopped', 'diverged']) }),
      ]),
    )
    .max(10_000),
  epochs: z
    .array(
      z.object({
        ...{ epoch: count, step: count, seconds: amount, validation: score },
        trainingLoss: z.number().nullable().transform(orNaN),
        trainingAccuracy: z.number().nullable().transform(orNaN),
      }),
    )
    .max(10_000),
  timing: z.object({ trainingSeconds: amount, firstStepMs: amount, imagesPerSecond: amount }),
  size: z.object({
    ...{ parameters: count, trainableParameters: count, macs: count, weightBytes: count },
    ...{ fileBytes: count, deflatedBytes: count, peakActivationBytes: count, trainingBytes: count },
    activationBytes: count.optional(),
    stored: storedSizes.optional(),
  }),
  training: score,
  validation: score,
  test: testResult.nullable(),
  latency: latency.nullable(),
  hash: z.string().max(64),
  isCheck: z.literal(true).optional(),
  isWithoutWeights: z.boolean().optional(),
  origin: z
    .object({
      kind: z.literal('file'),
      fileName: text,
      format: z.string().max(40),
      notes: z.array(text).max(100),
    })
    .optional(),
  sweepId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  sweepPlace: text.optional(),
  fold: z.object({ nth: count.max(9), of: count.max(10) }).optional(),
});

const curvesSchema = z.object({
  stepLosses: floats,
  stepAccuracies: floats,
  validations: z.array(score.extend({ step: count })).max(100_000),
});

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: string };

function parsed<T>(result: z.ZodSafeParseResult<unknown>): Parsed<T> {
  if (result.success) return { ok: true, value: result.data as T }; // the schema says what the type says
  const [issue] = result.error.issues;
  return { ok: false, problem: `${issue?.path.join('.') || 'it'}: ${issue?.message}` };
}

/** A run's record out of a file, or which field is wrong with it. */
export const parseRecord = (value: unknown): Parsed<RunRecord> =>
  parsed(recordSchema.safeParse(value));

export const parseCurves = (value: unknown): Parsed<RunCurves> =>
  parsed(curvesSchema.safeParse(value));

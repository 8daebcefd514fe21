import 'fake-indexeddb/auto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DistillationParams } from '../../core/distillation.ts';
import { type CompressionStep, createStep } from '../../core/techniques/index.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { createEngineClient, type PortClient } from '../../engine-client/client.ts';
import { readModelFile } from '../../export/read-model-file.ts';
import type { TrainProgress, TrainResult } from '../../protocol/jobs.ts';
import { endTestEngines, inputOf, startTestEngine, variantOf } from './test-engine.ts';

let client: PortClient;
let parent: TrainResult;

beforeAll(async () => {
  client = createEngineClient(await startTestEngine());
  await client.run('loadData', {});
  parent = await client.run('train', inputOf({}));
});
afterAll(endTestEngines);

const compress = (run: TrainResult, step: CompressionStep): Promise<TrainResult> =>
  client.run('train', variantOf(run, step));

test('a variant by more training is stored with its parent and its step', async () => {
  const step = createStep('fineTune', { epochs: 2 });
  const variant = await compress(parent, step);
  expect(variant).toMatchObject({ status: 'finished', parentId: parent.id, isContinued: false });
  expect(variant.recipe.compression).toEqual([step]);
  expect(variant.steps).toBe(2 * parent.steps);
  expect(variant.test?.reads).toBe(1);
  expect(variant.hash).not.toBe(parent.hash);
  const again = await compress(parent, step);
  expect(again.hash).toBe(variant.hash);
  const { file } = await client.run('exportModel', { modelId: variant.id });
  expect(readModelFile(file)).toMatchObject({ ok: true, recipe: { compression: [step] } });
});

test('progress counts the steps of the technique, not those of the recipe', async () => {
  const [one, two] = [createStep('fineTune', { epochs: 2 }), createStep('quantize')];
  const seenOf = async (step: CompressionStep) => {
    const seen: TrainProgress[] = [];
    await client.run('train', variantOf(parent, step), { onProgress: (one) => seen.push(one) });
    return seen;
  };
  const totals = new Set((await seenOf(one)).map(({ totalSteps }) => totalSteps));
  expect([...totals]).toEqual([0, 2 * parent.steps]);
  const untrained = await seenOf(two);
  expect(untrained.map(({ totalSteps }) => totalSteps)).toEqual(untrained.map(() => 0));
  expect(untrained.at(-1)?.phase).toBe('evaluating');
});

test('a run is kept with its sizes in every way, and two are timed in turn', async () => {
  const variant = await compress(parent, createStep('fineTune'));
  expect(parent.size.stored).toMatchObject({
    float32Bytes: parent.size.weightBytes,
    packedBytes: parent.size.weightBytes,
    huffmanFileBytes: null,
  });
  const { latencies } = await client.run('compareLatency', {
    modelIds: [parent.id, variant.id],
    runtime: 'wasm',
  });
  for (const { p50Ms, p95Ms, firstCallMs, blocks } of latencies) {
    expect(p50Ms).toBeGreaterThan(0);
    expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
    expect(firstCallMs).toBeGreaterThan(0);
    expect(blocks).toBe(latencies[0].blocks);
  }
});

describe('a student', () => {
  const params: DistillationParams = { loss: 'kl', temperature: 4, alpha: 0.1 };

  function studentOf(teacher: TrainResult, setup: Partial<TrainingSetup> = {}) {
    const input = inputOf({ seed: 2, ...setup });
    const recipe = { ...input.recipe, distillation: { params, teacher: teacher.recipe } };
    return { ...input, recipe, teacherId: teacher.id };
  }

  test('learns from a finished run, and the same run learns the same again', async () => {
    const student = await client.run('train', studentOf(parent, { epochs: 4 }));
    expect(student.recipe.distillation?.teacher).toEqual(parent.recipe);
    expect(student.validation.correct / student.validation.n).toBeGreaterThan(0.7);
    const again = await client.run('train', studentOf(parent, { epochs: 4 }));
    expect(again.hash).toBe(student.hash);
    const control = await client.run('train', inputOf({ seed: 2 }));
    expect(control.hash).not.toBe(student.hash);
  });

  test('asks its teacher about every batch where images change', async () => {
    const student = await client.run('train', studentOf(parent, { shiftPixels: 2 }));
    expect(student.status).toBe('finished');
    expect(student.validation.correct / student.validation.n).toBeGreaterThan(0.5);
  });

  test('taught naively learns nothing of an untrained teacher, and little in ten steps', async () => {
    const student = await client.run('train', studentOf(parent));
    const done: number[] = [];
    const naive = await client.run(
      'naiveDistillation',
      { modelId: student.id, teacherId: parent.id },
      { onProgress: (progress) => done.push(progress.done) },
    );
    expect(naive).toMatchObject({ steps: 10, images: 2000 });
    expect(done).toHaveLength(20);
    const shares = [naive.untrainedTeacher, naive.trainedTeacher, student.validation].map(
      ({ correct, n }) => correct / n,
    );
    const [untrained = 1, trained = 0, honest = 0] = shares;
    expect(untrained).toBeLessThan(0.3);
    expect(trained).toBeGreaterThan(untrained);
    expect(honest).toBeGreaterThan(trained);
  });

  test('whose teacher is not there is refused in words', async () => {
    const { teacherId: _, ...input } = studentOf(parent);
    await expect(client.run('train', input)).rejects.toThrow(/teacher is not among the runs/);
  });
});

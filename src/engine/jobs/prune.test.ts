import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sparsityOf } from '../../core/sparsity.ts';
import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import { type CompressionStep, createStep } from '../../core/techniques/index.ts';
import { createEngineClient, type PortClient } from '../../engine-client/client.ts';
import { readModelFile } from '../../export/read-model-file.ts';
import type { TrainResult } from '../../protocol/jobs.ts';
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

async function modelOf({ id }: TrainResult): Promise<StoredModel> {
  const { file } = await client.run('exportModel', { modelId: id });
  const read = readModelFile(file);
  if (!read.ok) throw new Error(read.message);
  return read.model;
}

/** Zeros of the two kernels, 784×32 and 32×10. */
async function zerosOf(run: TrainResult): Promise<readonly number[]> {
  const { architecture, ...model } = await modelOf(run);
  const { tensors } = sparsityOf(architecture, weightsOf({ architecture, ...model }));
  return tensors.map(({ zeros }) => zeros);
}

const hidden = 784 * 32;

test('zeros stay for a hundred steps of fine-tuning, and while filters go', async () => {
  const pruned = await compress(parent, createStep('prune', { sparsity: 0.8 }));
  const tuned = await compress(pruned, createStep('fineTune', { epochs: 4 }));
  expect(tuned.steps).toBeGreaterThan(100);
  expect(await zerosOf(pruned)).toEqual([Math.round(0.8 * hidden), 0]);
  const [zeros = 0, ofOutput] = await zerosOf(tuned);
  expect(zeros).toBe(Math.round(0.8 * hidden));
  expect(ofOutput).toBe(0);
  const narrow = await compress(tuned, createStep('removeFilters', { fraction: 0.5, epochs: 1 }));
  const narrowed = await modelOf(narrow);
  expect(narrowed.architecture[1]?.params).toMatchObject({ units: 16 });
  expect(narrow.size.parameters).toBe(785 * 16 + 170);
  expect((await zerosOf(narrow))[0]).toBeGreaterThan(0);
});

test('the facts of a pruned network: zeros, survivors, a picture', async () => {
  const pruned = await compress(parent, createStep('prune', { sparsity: 0.99, epochs: 0 }));
  const { tensors } = await client.run('inspectModel', { modelId: pruned.id, pictures: true });
  expect(tensors.map(({ layerName, name }) => `${layerName}/${name}`)).toEqual([
    ...['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias'],
  ]);
  const [kernel, bias] = tensors;
  expect(kernel).toMatchObject({ shape: [784, 32], zeros: Math.round(0.99 * hidden) });
  expect(kernel?.survivors).toMatchObject({ units: 32, inputs: 784, isNearlyDead: true });
  expect(kernel?.picture).toMatchObject({ width: 32, height: 256 });
  expect(bias?.picture).toBeNull();
});

test('the crossover of the largest dense layer, from no zeros to nearly all', async () => {
  const pruned = await compress(parent, createStep('prune', { sparsity: 0.9, epochs: 0 }));
  const seen: number[] = [];
  const { points, ...layer } = await client.run(
    'measureSparsity',
    { modelId: pruned.id },
    { onProgress: ({ done }) => seen.push(done) },
  );
  expect(layer).toMatchObject({ layerName: 'dense', inputs: 784, units: 32 });
  expect(layer.sparsity).toBeCloseTo(0.9, 2);
  expect([points.length, seen.length, seen.at(-1)]).toEqual([26, 78, 1]);
  expect(points.every(({ denseUs, sparseUs }) => denseUs > 0 && sparseUs > 0)).toBe(true);
  const last = points.filter(({ sparsity }) => sparsity === 0.99);
  expect(last.map(({ batch }) => batch)).toEqual([1, 256]);
  for (const { denseUs, sparseUs } of last) expect(sparseUs).toBeLessThan(denseUs);
});

import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CompressionStep, createStep } from '../../core/techniques/index.ts';
import { createEngineClient, type PortClient } from '../../engine-client/client.ts';
import { readModelFile } from '../../export/read-model-file.ts';
import type { TrainResult } from '../../protocol/jobs.ts';
import { endTestEngines, inputOf, startTestEngine } from './test-engine.ts';

let client: PortClient;
let parent: TrainResult;

beforeAll(async () => {
  client = createEngineClient(await startTestEngine());
  await client.run('loadData', {});
  parent = await client.run('train', inputOf({}));
});
afterAll(endTestEngines);

/** A variant of a run by one more step. */
function compress(run: TrainResult, step: CompressionStep): Promise<TrainResult> {
  const { architecture, setup, compression = [] } = run.recipe;
  const recipe = { architecture, setup, compression: [...compression, step] };
  return client.run('train', inputOf({}, { recipe, parentId: run.id, compress: true }));
}

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

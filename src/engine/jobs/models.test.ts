import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { presets } from '../../core/presets.ts';
import { floatModel, type StoredModel } from '../../core/stored-model.ts';
import { createEngineClient, type PortClient } from '../../engine-client/client.ts';
import type { TrainInput } from '../../protocol/jobs.ts';
import { listRuns, readState } from '../../storage/runs-db.ts';
import { fastInferenceOf, inferenceOf } from '../models.ts';
import { endTestEngines, inputOf, mlp, startTestEngine } from './test-engine.ts';

let client: PortClient;
beforeAll(async () => {
  client = createEngineClient(await startTestEngine());
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(endTestEngines);

const trained = (input: TrainInput) => client.run('train', input);

test('loadData tells of the strip: two digits of each class', async () => {
  const info = await client.run('loadData', {});
  expect(info).toMatchObject({
    trainingImages: 55_000,
    validationImages: 5000,
    testImages: 10_000,
  });
  expect(info.stripLabels.filter((label) => label === 7)).toHaveLength(2);
  expect(info.stripImages).toHaveLength(20 * 784);
});

test('a finished run predicts, and its file has the size that its record says', async () => {
  const record = await trained(inputOf({}));
  const { images, labels } = await client.run('readImages', { split: 'train', indices: [3, 1] });
  expect([images.length, labels.length]).toEqual([2 * 784, 2]);
  const image = images.slice(0, 784);
  const { probabilities } = await client.run('predict', { modelId: record.id, image });
  expect(probabilities.indexOf(Math.max(...probabilities))).toBe(labels[0]);
  const { file } = await client.run('exportModel', { modelId: record.id });
  expect(file.length).toBe(record.size.fileBytes);
  const unknown = client.run('predict', { modelId: 'unknown', image });
  await expect(unknown).rejects.toMatchObject({ code: 'model-not-found' });
});

test('where the disk is full a run trains, predicts, continues and downloads all the same', async () => {
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  const record = await trained(inputOf({}));
  expect(record).toMatchObject({ status: 'finished', isStored: false });
  const image = new Uint8Array(784);
  const { probabilities } = await client.run('predict', { modelId: record.id, image });
  expect(probabilities).toHaveLength(10);
  const { file } = await client.run('exportModel', { modelId: record.id });
  expect(file.length).toBe(record.size.fileBytes);
  const child = await trained(inputOf({}, { parentId: record.id }));
  expect(child.validation.loss).toBeLessThan(record.validation.loss);
  const { isStored: _, stepLosses, stepAccuracies, validations, ...stored } = record;
  const run = { record: stored, curves: { stepLosses, stepAccuracies, validations } };
  expect(await client.run('storeRun', run)).toEqual({ isStored: false });
  vi.restoreAllMocks(); // room was made
  expect(await client.run('storeRun', run)).toEqual({ isStored: true });
  expect((await listRuns()).map(({ id }) => id)).toContain(record.id);
  expect((await readState(record.id))?.step).toBe(record.steps);
});

test('the full latency is measured by its protocol and kept in the record', async () => {
  const record = await trained(inputOf({}));
  const latency = await client.run('measureLatency', { modelId: record.id, runtime: 'wasm' });
  expect(latency).toMatchObject({ quick: false, runtime: { backend: 'wasm' } });
  expect(latency.p50Ms).toBeGreaterThan(0);
  expect(latency.p90Ms).toBeGreaterThanOrEqual(latency.p50Ms);
  expect(latency.p95Ms).toBeGreaterThanOrEqual(latency.p90Ms);
  expect(latency.warmUpCalls).toBeGreaterThan(5 * latency.callsPerBlock);
  expect(latency.imagesPerSecond).toBeGreaterThan(0);
  expect((await listRuns()).find(({ id }) => id === record.id)?.latency).toEqual(latency);
});

test('zeros are left out where a model computes in floats, not where it is scored', () => {
  const floats = floatModel(inputOf({}).recipe, [new Float32Array(4)]);
  const codes: StoredModel = { ...floats, arithmetic: { kind: 'dynamic' } };
  expect(fastInferenceOf(floats)).toEqual({ ...inferenceOf(floats), sparse: true });
  expect(inferenceOf(floats)).not.toHaveProperty('sparse');
  expect(fastInferenceOf(codes)).not.toHaveProperty('sparse');
});

test('a quick latency needs no trained network', async () => {
  const architecture = presets[0]?.architecture ?? mlp;
  const latency = await client.run('quickLatency', { architecture, runtime: 'wasm' });
  expect(latency).toMatchObject({ quick: true, imagesPerSecond: null });
  expect(latency.p50Ms).toBeGreaterThan(0);
});

test('a clock that is set back loses no run, and a run goes on from one that is newer by it', async () => {
  const first = await trained(inputOf({}));
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2020-02-29T12:00:00') });
  try {
    const second = await trained(inputOf({}, { parentId: first.id }));
    expect(second.createdAt).toBeLessThan(first.createdAt);
    expect(second.steps).toBe(first.steps);
    const ids = (await listRuns()).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([first.id, second.id]));
    expect(new Set(ids).size).toBe(ids.length);
    expect((await readState(second.id))?.step).toBe(2 * first.steps);
  } finally {
    vi.useRealTimers();
  }
});

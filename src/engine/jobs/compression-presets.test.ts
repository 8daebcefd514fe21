import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compressionPresets } from '../../core/compression-presets.ts';
import { sparsityOf } from '../../core/sparsity.ts';
import { type StoredModel, weightsOf } from '../../core/stored-model.ts';
import type { CompressionStep } from '../../core/techniques/index.ts';
import { createEngineClient, type PortClient } from '../../engine-client/client.ts';
import { readModelFile } from '../../export/read-model-file.ts';
import type { TrainResult } from '../../protocol/jobs.ts';
import { endTestEngines, inputOf, startTestEngine, variantOf } from './test-engine.ts';

let client: PortClient;
let parent: TrainResult;

beforeAll(async () => {
  client = createEngineClient(await startTestEngine());
  await client.run('loadData', {});
  parent = await client.run('train', inputOf({ epochs: 2 }));
});
afterAll(endTestEngines);

const stepsOf = (id: string): readonly CompressionStep[] =>
  compressionPresets.find((preset) => preset.id === id)?.steps ?? [];

async function trailOf(steps: readonly CompressionStep[]): Promise<readonly TrainResult[]> {
  const trail = [parent];
  for (const step of steps)
    trail.push(await client.run('train', variantOf(trail.at(-1) ?? parent, step)));
  return trail;
}

async function modelOf({ id }: TrainResult): Promise<StoredModel> {
  const { file } = await client.run('exportModel', { modelId: id });
  const read = readModelFile(file);
  if (!read.ok) throw new Error(read.message);
  return read.model;
}

async function zerosOf(run: TrainResult): Promise<readonly number[]> {
  const model = await modelOf(run);
  return sparsityOf(model.architecture, weightsOf(model)).tensors.map(({ zeros }) => zeros);
}

const [hidden, output] = [784 * 32, 320];
const shareRight = ({ validation }: TrainResult): number => validation.correct / validation.n;

test('Deep Compression: zeros stay while values are shared, and the last step only codes the file', async () => {
  const trail = await trailOf(stepsOf('deep-compression'));
  const [, pruned = parent, shared = parent, coded = parent] = trail;
  const [zeros = 0, ofOutput] = await zerosOf(pruned);
  expect([zeros / hidden, ofOutput]).toEqual([expect.closeTo(0.91, 3), 0]);
  expect((await zerosOf(shared))[0]).toBeGreaterThanOrEqual(zeros);
  expect((await modelOf(coded)).tensors).toEqual((await modelOf(shared)).tensors);
  expect(coded.test).toEqual(shared.test);
  expect(coded.size.weightBytes / coded.size.fileBytes).toBeGreaterThan(12);
  expect(shareRight(coded)).toBeGreaterThan(shareRight(parent) - 0.05);
});

test.each([
  ['article', 0.5],
  ['tutorial', 0.8],
])("the %s's pruning ends at its share of zeros in every layer", async (id, share) => {
  const pruned = (await trailOf(stepsOf(id))).at(-1) ?? parent;
  expect(await zerosOf(pruned)).toEqual([share * hidden, share * output].map(Math.round));
});

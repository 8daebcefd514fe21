import 'fake-indexeddb/auto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import {
  type CompressionStep,
  createStep,
  techniqueDefinitions,
} from '../../core/techniques/index.ts';
import { createEngineClient, type PortClient } from '../../engine-client/client.ts';
import { readModelFile } from '../../export/read-model-file.ts';
import type { Jobs, TrainResult } from '../../protocol/jobs.ts';
import { endTestEngines, inputOf, startTestEngine, variantOf } from './test-engine.ts';

const cnn: Architecture = [
  createLayer('conv2d', 'l1', { filters: 4, strides: 2, useBias: false }),
  createLayer('batchNormalization', 'l2'),
  createLayer('activation', 'l3'),
  createLayer('maxPooling2d', 'l4'),
  createLayer('flatten', 'l5'),
  createLayer('dense', 'l6', { units: 10 }),
];
const defaults = defaultsOf(techniqueDefinitions.quantize.fields);

let client: PortClient;
let parent: TrainResult;

beforeAll(async () => {
  client = createEngineClient(await startTestEngine());
  await client.run('loadData', {});
  parent = await client.run('train', withLayers(cnn));
});
afterAll(endTestEngines);

const withLayers = (architecture: Architecture) => {
  const input = inputOf({});
  return { ...input, recipe: { ...input.recipe, architecture } };
};

const compress = (run: TrainResult, step: CompressionStep): Promise<TrainResult> =>
  client.run('train', variantOf(run, step));

const shareRight = ({ test }: TrainResult): number => (test?.correct ?? 0) / (test?.n ?? 1);

test.each([
  createStep('quantize'),
  createStep('quantize', { format: 'dynamic' }),
  createStep('quantize', { format: 'float16' }),
  createStep('quantize', { format: 'weights', bits: '6' }),
  createStep('cluster', { clusters: 64 }),
])('$kind $params.format: nearly as right, smaller, and its file reads back', async (step) => {
  const variant = await compress(parent, step);
  expect(Math.abs(shareRight(variant) - shareRight(parent))).toBeLessThan(0.02);
  expect(variant.size.fileBytes).not.toBe(parent.size.fileBytes);
  const { file } = await client.run('exportModel', { modelId: variant.id });
  expect(file.length).toBe(variant.size.fileBytes);
  const read = readModelFile(file);
  expect(read).toMatchObject({ ok: true, recipe: { compression: [step] } });
  const again = await compress(parent, step);
  expect(again.hash).toBe(variant.hash);
});

test('int8 folds batch norms, and answers in whole numbers: few logits are different', async () => {
  const variant = await compress(parent, createStep('quantize'));
  const { file } = await client.run('exportModel', { modelId: variant.id });
  const read = readModelFile(file);
  const kinds = read.ok ? read.model.architecture.map(({ kind }) => kind) : [];
  expect(kinds).toEqual(['conv2d', 'maxPooling2d', 'flatten', 'dense']);
  const image = new Uint8Array(784).fill(9);
  const { probabilities } = await client.run('predict', { modelId: variant.id, image });
  expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 6);
});

test('training at two bits, or of shared values, is better than rounding alone', async () => {
  const twoBits = { format: 'weights', bits: '2' } as const;
  const rounded = await compress(parent, createStep('quantize', twoBits));
  const trained = await compress(parent, createStep('quantize', { ...twoBits, epochs: 2 }));
  expect(shareRight(trained)).toBeGreaterThan(shareRight(rounded));
  const { file } = await client.run('exportModel', { modelId: trained.id });
  const read = readModelFile(file);
  const kernel = read.ok ? read.model.tensors[0] : undefined;
  expect(kernel).toMatchObject({ type: 'integer', bits: 2 });
  const shared = await compress(parent, createStep('cluster', { clusters: 4 }));
  const moved = await compress(parent, createStep('cluster', { clusters: 4, epochs: 2 }));
  expect(shareRight(moved)).toBeGreaterThan(shareRight(shared));
});

test('what whole numbers cannot run is refused in words that name it', async () => {
  const layers = [
    createLayer('reshape', 'l1'),
    createLayer('lstm', 'l2', { units: 4 }),
    createLayer('dense', 'l3', { units: 10 }),
  ];
  const recurrent = await client.run('train', withLayers(layers));
  const refused = compress(recurrent, createStep('quantize'));
  await expect(refused).rejects.toThrow(/cannot run LSTM in row 2/);
  const variant = await compress(recurrent, createStep('quantize', { format: 'dynamic' }));
  expect(variant.status).toBe('finished');
});

test('a quantization can be looked at before it is done', async () => {
  const params = { ...defaults, format: 'weights', bits: '2' } as const;
  const seen: number[] = [];
  const onProgress = ({ report }: Jobs['inspectQuantization']['progress']) => {
    seen.push(report.sensitivities.length);
  };
  const input = { modelId: parent.id, params };
  const report = await client.run('inspectQuantization', input, { onProgress });
  expect(seen).toEqual([0, 1, 2]);
  const [kernel] = report.tensors;
  expect(kernel).toMatchObject({ name: 'conv2d/kernel', count: 36, bits: 2, zeroPoint: 0 });
  expect(kernel?.codes).toEqual({ low: -1, high: 1 });
  expect(kernel?.scales).toHaveLength(4);
  expect(kernel?.sqnrDb).toBeGreaterThan(0);
  expect(kernel?.sqnrDb).toBeLessThan(15);
  const sums = [kernel?.histogram.before, kernel?.histogram.after].map((counts) =>
    counts?.reduce((sum, count) => sum + count, 0),
  );
  expect(sums).toEqual([36, 36]);
  expect(report.floats.n).toBe(2000);
  expect(report.sensitivities.map(({ name }) => name)).toEqual(['conv2d', 'dense']);
  const worst = Math.min(...report.sensitivities.map(({ validation }) => validation.correct));
  expect(worst).toBeLessThan(report.floats.correct);
  const inInt8 = await client.run('inspectQuantization', { modelId: parent.id, params: defaults });
  expect(inInt8.ranges).toHaveLength(5);
  expect(Math.abs(inInt8.quantized.correct - inInt8.floats.correct)).toBeLessThan(40);
});

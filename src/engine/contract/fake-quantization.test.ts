import 'fake-indexeddb/auto';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, expect, test } from 'vitest';
import { realOf } from '../../compression/quantize/int8.ts';
import { codeOf } from '../../compression/quantize/ranges.ts';
import { createLayer } from '../../core/layers/index.ts';
import { type QuantizedRange, type StoredModel, weightsOf } from '../../core/stored-model.ts';
import { createStep } from '../../core/techniques/index.ts';
import { createEngineClient } from '../../engine-client/client.ts';
import { readModelFile } from '../../export/read-model-file.ts';
import { endTestEngines, inputOf, startTestEngine, variantOf } from '../jobs/test-engine.ts';
import type { Batch } from '../runtime.ts';
import { WasmIntegerNetwork } from '../wasm/int8/network.ts';
import { rowsFrom, runtime } from '../wasm/test-network.ts';

afterAll(endTestEngines);

const architecture = [
  createLayer('conv2d', 'l1', { filters: 4, strides: 2, activation: 'relu' }),
  createLayer('maxPooling2d', 'l2'),
  createLayer('flatten', 'l3'),
  createLayer('dense', 'l4', { units: 16, activation: 'relu' }),
  createLayer('dense', 'l5', { units: 10 }),
];

async function int8Model() {
  const client = createEngineClient(await startTestEngine());
  await client.run('loadData', {});
  const input = inputOf({ epochs: 2 });
  const parent = await client.run('train', { ...input, recipe: { ...input.recipe, architecture } });
  const variant = await client.run('train', variantOf(parent, createStep('quantize')));
  const { file } = await client.run('exportModel', { modelId: variant.id });
  const read = readModelFile(file);
  if (!read.ok || read.model.arithmetic.kind !== 'int8') throw new Error('an int8 model');
  return { ...read.model, arithmetic: read.model.arithmetic };
}

const nearest = (real: number, range: QuantizedRange): number =>
  range.scale * (codeOf(real, range) - range.zeroPoint);

/** Codes of the logits `[rows × 10]`, as our kernels compute them. */
function codesOf(model: StoredModel, batch: Batch): Int8Array {
  const { architecture, pixelRange } = model;
  const state = { weights: weightsOf(model), moments: [], step: 0 };
  const network = runtime.build({ architecture, pixelRange, state, integers: model });
  if (!(network instanceof WasmIntegerNetwork)) throw new Error('a network of whole numbers');
  return network.codes(batch);
}

/** What floats make of images when every tensor between two layers is rounded to its codes; the logits as codes. */
function imitated(model: StoredModel, ranges: readonly QuantizedRange[], batch: Batch): number[] {
  const rangeAt = (value: number) => ranges[value] ?? { scale: 1, zeroPoint: 0 };
  const rounded = (tensor: tf.Tensor, value: number) =>
    tf.tensor(
      Float32Array.from(tensor.dataSync(), (real) => nearest(real, rangeAt(value))),
      tensor.shape,
    );
  const [kernel, bias, hidden, hiddenBias, output, outputBias] = weightsOf(model).map((values) =>
    tf.tensor1d(values),
  ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]; // of the three layers above
  const rows = batch.indices.length;
  const images = Float32Array.from(batch.set.images.subarray(0, rows * 784), (grey) =>
    realOf(grey, model.pixelRange),
  );
  const x = rounded(tf.tensor(images, [rows, 28, 28, 1]), 0) as tf.Tensor4D;
  const filters = tf.reshape(kernel, [3, 3, 1, 4]) as tf.Tensor4D;
  const convolved = rounded(tf.relu(tf.add(tf.conv2d(x, filters, 2, 'valid'), bias)), 1);
  const pooled = tf.reshape(tf.maxPool(convolved as tf.Tensor4D, 2, 2, 'valid'), [rows, -1]);
  const dense = (input: tf.Tensor, matrix: tf.Tensor, units: number) =>
    tf.matMul(input as tf.Tensor2D, tf.reshape(matrix, [-1, units]) as tf.Tensor2D);
  const between = rounded(tf.relu(tf.add(dense(pooled, hidden, 16), hiddenBias)), 4);
  const logits = tf.add(dense(between, output, 10), outputBias).dataSync();
  return Array.from(logits, (real) => codeOf(real, rangeAt(5)));
}

test('a thousand digits get the same logits from whole numbers as from floats that imitate them', async () => {
  await tf.setBackend('cpu');
  const model = await int8Model();
  const batch = rowsFrom(0, 1000);
  const codes = codesOf(model, batch);
  const others = tf.tidy(() => imitated(model, model.arithmetic.ranges, batch));
  const same = { answers: 0, codes: 0 };
  let furthest = 0;
  for (let row = 0; row < 1000; row++) {
    const own = Array.from(codes.subarray(row * 10, (row + 1) * 10));
    const other = others.slice(row * 10, (row + 1) * 10);
    const steps = own.map((code, digit) => Math.abs(code - (other[digit] ?? 0)));
    furthest = Math.max(furthest, ...steps);
    same.codes += steps.filter((step) => step === 0).length;
    same.answers += Number(own.indexOf(Math.max(...own)) === other.indexOf(Math.max(...other)));
  }
  expect(furthest).toBeLessThanOrEqual(2);
  // The network is hardly trained: some of its answers hang on a single code.
  expect(same.answers).toBeGreaterThanOrEqual(995);
  expect(same.codes).toBeGreaterThanOrEqual(9800);
});

import 'fake-indexeddb/auto';
import { afterAll, expect, test } from 'vitest';
import { floatForward } from '../../compression/quantize/float-forward.ts';
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

test('a thousand digits get the same logits from whole numbers as from floats that imitate them', async () => {
  const model = await int8Model();
  const [inputRange, ...ranges] = model.arithmetic.ranges as [QuantizedRange, ...QuantizedRange[]];
  const fakeQuantized = floatForward(
    { architecture: model.architecture, weights: weightsOf(model) },
    (values, layer) => values.map((real) => nearest(real, ranges[layer] ?? inputRange)),
  );
  const outputRange = ranges.at(-1) ?? inputRange;
  const batch = rowsFrom(0, 1000);
  const codes = codesOf(model, batch);
  const same = { answers: 0, codes: 0 };
  let furthest = 0;
  for (let row = 0; row < 1000; row++) {
    const image = batch.set.images.subarray(row * 784, (row + 1) * 784);
    const reals = Float32Array.from(image, (grey) =>
      nearest(realOf(grey, model.pixelRange), inputRange),
    );
    const imitated = Array.from(fakeQuantized(reals).at(-1) ?? [], (real) =>
      codeOf(real, outputRange),
    );
    const own = Array.from(codes.subarray(row * 10, (row + 1) * 10));
    const steps = own.map((code, digit) => Math.abs(code - (imitated[digit] ?? 0)));
    furthest = Math.max(furthest, ...steps);
    same.codes += steps.filter((step) => step === 0).length;
    same.answers += Number(
      own.indexOf(Math.max(...own)) === imitated.indexOf(Math.max(...imitated)),
    );
  }
  expect(furthest).toBeLessThanOrEqual(2);
  // The network is hardly trained: some of its answers hang on a single code.
  expect(same.answers).toBeGreaterThanOrEqual(995);
  expect(same.codes).toBeGreaterThanOrEqual(9800);
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameNetwork } from '../../core/architecture.ts';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer } from '../../core/layers/index.ts';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { floatModel, type StoredTensor, weightsOf } from '../../core/stored-model.ts';
import { createStep } from '../../core/techniques/index.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { largestDifference, livelyWeights } from '../../engine/contract/networks.ts';
import { integersOf } from '../../engine/wasm/int8/test-model.ts';
import { noiseBatch } from '../../engine/wasm/test-network.ts';
import { writeOnnxFloat32, writeOnnxInt8 } from '../../export/onnx/write.ts';
import { readNetwork } from '../read-network.ts';

/** A network's weights and what comes back of them from an ONNX file. */
async function thereAndBack(architecture: Architecture) {
  const recipe = { architecture, setup: defaultsOf(trainingFields) };
  const weights = livelyWeights(architecture);
  const model = floatModel(recipe, weights);
  const bytes = await writeOnnxFloat32({ name: 'there', recipe, model, training: null });
  const result = await readNetwork([{ name: 'there.onnx', bytes }]);
  if (!result.ok) throw new Error(result.message);
  return { weights, back: weightsOf(result.model) };
}

const cells = fc.record({
  kind: fc.constantFrom('simpleRnn' as const, 'gru' as const, 'lstm' as const),
  units: fc.integer({ min: 1, max: 5 }),
  bidirectional: fc.boolean(),
  useBias: fc.boolean(),
  returnSequences: fc.boolean(),
});

test('recurrent layers come back with their gates in our order, whichever way they go', async () => {
  await fc.assert(
    fc.asyncProperty(cells, async ({ kind, ...params }) => {
      const { weights, back } = await thereAndBack([
        createLayer('reshape', 'l1'),
        createLayer(kind, 'l2', params),
        ...(params.returnSequences ? [createLayer('flatten', 'l3')] : []),
        createLayer('dense', 'l4', { units: 10 }),
      ]);
      expect(back).toEqual(weights);
    }),
    { numRuns: 40 },
  );
});

test.each(presets)('$id comes back as it was', async ({ architecture }) => {
  const { weights, back } = await thereAndBack(architecture);
  expect(back.map(({ length }) => length)).toEqual(weights.map(({ length }) => length));
  expect(largestDifference(back, weights)).toBe(0);
});

/** The int8 form of a network of random weights. */
async function integersThereAndBack(architecture: Architecture, seed: number) {
  const model = integersOf({ architecture, seed, batch: noiseBatch(4, seed) });
  const setup = { ...defaultsOf(trainingFields), pixelRange: model.pixelRange };
  const recipe = { architecture, setup, compression: [createStep('quantize')] };
  const bytes = await writeOnnxInt8({ name: 'int8', recipe, model, training: null });
  return { recipe, model, result: await readNetwork([{ name: 'int8.onnx', bytes }]) };
}

test.each([
  ...['reference-cnn', 'mobilenet-like', 'squeezenet-like', 'resnet-20k', 'mlp-784-128-10'],
])('%s in whole numbers comes back code for code, with its steps', async (id) => {
  const architecture = presets.find((preset) => preset.id === id)?.architecture ?? [];
  for (const seed of [2, 3]) {
    const { recipe, model, result } = await integersThereAndBack(architecture, seed);
    if (!result.ok) throw new Error(result.message);
    expect(result.recipe.compression).toEqual(recipe.compression);
    const { tensors, arithmetic, architecture: layers, pixelRange } = result.model;
    expect(pixelRange).toBe(model.pixelRange);
    expect(isSameNetwork(layers, model.architecture)).toBe(true);
    expect(arithmetic).toEqual(model.arithmetic);
    expect(tensors.map(digestOf)).toEqual(model.tensors.map(digestOf));
  }
});

const digestOf = (tensor: StoredTensor) =>
  tensor.type === 'integer'
    ? [tensor.bits, sha256(tensor.values), sha256(tensor.scales)]
    : tensor.type;
const sha256 = ({ buffer, byteOffset, byteLength }: Int8Array | Int32Array | Float32Array) =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');

test('an int8 file whose scale no float can stand is refused', async () => {
  const architecture = [createLayer('flatten', 'l1'), createLayer('dense', 'l2', { units: 10 })];
  const { recipe, model } = await integersThereAndBack(architecture, 3);
  const tensors = model.tensors.map(
    (tensor): StoredTensor =>
      tensor.type === 'integer' ? { ...tensor, scales: tensor.scales.map(() => 3e38) } : tensor,
  );
  const huge = { ...model, tensors };
  const bytes = await writeOnnxInt8({ name: 'huge', recipe, model: huge, training: null });
  expect(await readNetwork([{ name: 'huge.onnx', bytes }])).toEqual({
    ok: false,
    message: expect.stringMatching(/scale of .* is out of range/),
  });
});

import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { ModelProtoSchema, TensorProto_DataType } from 'onnx-buf';
import { expect, test } from 'vitest';
import { realOf } from '../../compression/quantize/int8.ts';
import { workingArchitecture } from '../../core/arbitraries.ts';
import { defaultsOf } from '../../core/fields.ts';
import { fromFloat16, toFloat16 } from '../../core/float16.ts';
import { presets } from '../../core/presets.ts';
import type { Architecture, Recipe } from '../../core/recipe.ts';
import { floatModel } from '../../core/stored-model.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { fewWeights } from '../../engine/contract/networks.ts';
import { freshState, layer, noiseBatch, runtime } from '../../engine/wasm/test-network.ts';
import type { FinishedNetwork } from '../format.ts';
import { inverse, permuted } from './arrange.ts';
import { runOnnx } from './test-runtime.ts';
import { writeOnnxFloat16, writeOnnxFloat32 } from './write.ts';

const recipeOf = (architecture: Architecture, pixelRange: '0..1' | '-1..1' = '0..1'): Recipe => ({
  architecture,
  setup: { ...defaultsOf(trainingFields), pixelRange },
});

const networkOf = (recipe: Recipe, seed = 3): FinishedNetwork => {
  const { weights } = freshState(recipe.architecture, seed);
  return { name: 'test', recipe, model: floatModel(recipe, weights), training: null };
};

const batch = noiseBatch(2, 5);

/** What our own kernels answer, and what the file does. */
async function bothLogits(recipe: Recipe, write: typeof writeOnnxFloat32) {
  const { architecture, setup } = recipe;
  const network = networkOf(recipe);
  const { pixelRange } = setup;
  const own = runtime.build({ architecture, pixelRange, state: freshState(architecture, 3) });
  const image = Float32Array.from(batch.set.images, (grey) => realOf(grey, pixelRange));
  const { logits = [] } = await runOnnx(await write(network), image);
  return { own: [...(await own.forward(batch))], theirs: [...logits] };
}

async function expectSame(recipe: Recipe): Promise<void> {
  const { own, theirs } = await bothLogits(recipe, writeOnnxFloat32);
  expect(theirs).toHaveLength(20);
  const scale = Math.max(1, ...own.map(Math.abs));
  theirs.forEach((logit, place) => {
    expect(Math.abs(logit - (own[place] ?? 0)) / scale).toBeLessThan(1e-5);
  });
}

const logits = layer('dense', { units: 10 });
const flatten = layer('flatten');
const small = layer('conv2d', { filters: 3, kernelSize: 5, strides: 4 });
const rows = [small, layer('reshape')];

test.each<[string, Architecture]>([
  [
    'windows whose padding is odd, groups and dilation',
    [
      layer('conv2d', { filters: 4, kernelSize: 4, strides: 2, padding: 'same' }),
      layer('conv2d', { filters: 6, groups: 2, dilation: 2, padding: 'same', useBias: false }),
      layer('depthwiseConv2d', { depthMultiplier: 2, kernelSize: 2, padding: 'same' }),
      layer('separableConv2d', { filters: 5, depthMultiplier: 2, strides: 3, padding: 'same' }),
      layer('averagePooling2d', { poolSize: 4, strides: 3, padding: 'same' }),
      ...[flatten, logits],
    ],
  ],
  [
    'every activation',
    [
      ...[flatten, layer('dense', { units: 12, activation: 'gelu' })],
      layer('dense', { units: 9, activation: 'leaky_relu' }),
      layer('dense', { units: 9, activation: 'elu' }),
      layer('activation', { activation: 'sigmoid' }),
      ...[layer('dense', { units: 8, activation: 'tanh' }), logits],
    ],
  ],
  [
    'norms of images, of steps and of vectors',
    [
      ...[small, layer('batchNormalization'), layer('layerNormalization'), layer('reshape')],
      ...[layer('batchNormalization'), layer('layerNormalization'), flatten],
      ...[layer('batchNormalization'), layer('layerNormalization'), logits],
    ],
  ],
  [
    'a network from image to steps and back to a vector, with shortcuts of each',
    [
      layer('conv2d', { filters: 4, kernelSize: 3, strides: 3 }),
      layer('conv2d', { filters: 3, kernelSize: 3, strides: 2, padding: 'same' }),
      layer('add', { span: 1, shortcut: 'projection' }),
      layer('dropout'),
      layer('add', { span: 1 }),
      layer('reshape'),
      layer('dense', { units: 7 }),
      layer('add', { span: 1, shortcut: 'projection' }),
      layer('globalAveragePooling1d'),
      layer('dense', { units: 6, useBias: false }),
      ...[layer('add', { span: 1, shortcut: 'projection' }), logits],
    ],
  ],
  ['fire', [small, layer('fire', { squeezeFilters: 2, expandFilters: 3 }), flatten, logits]],
  [
    'patches and attention',
    [
      layer('patchEmbedding', { patchSize: 9, units: 6 }),
      layer('positionEmbedding'),
      layer('multiHeadAttention', { heads: 3, keyDim: 2 }),
      layer('multiHeadAttention', { heads: 2, keyDim: 3, useBias: false }),
      ...[flatten, logits],
    ],
  ],
  ...(['simpleRnn', 'gru', 'lstm'] as const).map((kind): [string, Architecture] => [
    `${kind}, there and back, every step and the last`,
    [
      ...rows,
      layer(kind, { units: 4, bidirectional: true, returnSequences: true }),
      layer(kind, { units: 3, bidirectional: true, useBias: false }),
      logits,
    ],
  ]),
])('ONNX Runtime answers as our kernels do: %s', async (_name, architecture) => {
  await expectSame(recipeOf(architecture));
});

test('the same for whatever the builder lets through', async () => {
  const some = workingArchitecture(5).filter(fewWeights);
  await fc.assert(
    fc.asyncProperty(some, fc.constantFrom('0..1', '-1..1'), (architecture, pixelRange) =>
      expectSame(recipeOf(architecture, pixelRange)),
    ),
    { numRuns: 8 },
  );
});

const named = (id: string): Architecture =>
  presets.find((preset) => preset.id === id)?.architecture ?? [];

test('a file names its weights as Keras does, and holds the recipe that they are of', async () => {
  const recipe = recipeOf([small, layer('conv2d', { filters: 2 }), flatten, logits]);
  const network = networkOf(recipe);
  const model = fromBinary(ModelProtoSchema, await writeOnnxFloat32(network));
  expect(model.opsetImport.map(({ version }) => version)).toEqual([17n]);
  expect(model.irVersion).toBe(8n);
  const properties = Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
  expect(Object.keys(properties)).toEqual(['sizewise.pixelRange', 'sizewise.recipe']);
  expect(JSON.parse(properties['sizewise.recipe'] ?? '').architecture[1].params.filters).toBe(2);
  const kernel = model.graph?.initializer.find(({ name }) => name === 'conv2d_1/kernel');
  expect(kernel?.dims).toEqual([2n, 3n, 3n, 3n]);
  const theirs = new Float32Array(kernel?.rawData.slice().buffer ?? new ArrayBuffer(0));
  const back = permuted(theirs, [2, 3, 3, 3], inverse([3, 2, 0, 1]));
  expect(back).toEqual(freshState(recipe.architecture, 3).weights[2]);
  expect(model.graph?.initializer.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['conv2d/kernel', 'conv2d/bias', 'dense/kernel', 'dense/bias']),
  );
});

test('a network that is no longer its recipe says what it has become', async () => {
  const recipe = recipeOf([flatten, logits]);
  const { model } = networkOf(recipeOf([flatten, layer('dense', { units: 4 }), logits]));
  const file = await writeOnnxFloat32({ ...networkOf(recipe), model });
  const { metadataProps } = fromBinary(ModelProtoSchema, file);
  const become = metadataProps.find(({ key }) => key === 'sizewise.architecture');
  expect(JSON.parse(become?.value ?? '')).toHaveLength(3);
});

test('float16 holds half the bytes, computes in float32, and keeps what float16 cannot hold', async () => {
  const recipe = recipeOf(named('mlp-784-128-10'));
  const { weights } = freshState(recipe.architecture, 3);
  const rounded = weights.map((values) => values.map((value) => fromFloat16(toFloat16(value))));
  rounded[1]?.fill(1e5, 0, 1);
  const model = floatModel(recipe, rounded);
  const network = { ...networkOf(recipe), model };
  const [floats, halves] = [await writeOnnxFloat32(network), await writeOnnxFloat16(network)];
  expect(halves.length / floats.length).toBeLessThan(0.51);
  const { graph } = fromBinary(ModelProtoSchema, halves);
  expect(graph?.initializer.find(({ name }) => name === 'dense/bias')?.dataType).toBe(
    TensorProto_DataType.FLOAT,
  );
  const image = Float32Array.from(batch.set.images, (grey) => realOf(grey, '0..1'));
  // The weights are float16 already, so nothing is left to round.
  expect((await runOnnx(halves, image))['logits']).toEqual(
    (await runOnnx(floats, image))['logits'],
  );
});

test('no two initializers have the same name', async () => {
  const network = networkOf(
    recipeOf([
      ...[small, layer('fire', { squeezeFilters: 2, expandFilters: 2, activation: 'gelu' })],
      ...[layer('globalAveragePooling2d'), logits],
    ]),
  );
  const names = fromBinary(
    ModelProtoSchema,
    await writeOnnxFloat32(network),
  ).graph?.initializer.map(({ name }) => name);
  expect(names?.length).toBeGreaterThan(10);
  expect(new Set(names).size).toBe(names?.length);
});

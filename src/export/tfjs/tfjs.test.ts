import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { workingArchitecture } from '../../core/arbitraries.ts';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import type { Architecture, Recipe } from '../../core/recipe.ts';
import { floatModel } from '../../core/stored-model.ts';
import { summarize } from '../../core/summary.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { freshState, noiseBatch, runtime } from '../../engine/wasm/test-network.ts';
import { storeFor, type TfjsNumbers } from './affine.ts';
import { missingInTfjs } from './formats.ts';
import { writeTfjs } from './write.ts';

beforeAll(() => tf.setBackend('cpu'));

const batch = noiseBatch(3, 1);

function networkOf(architecture: Architecture) {
  const recipe: Recipe = { architecture, setup: defaultsOf(trainingFields) };
  const state = freshState(architecture, 5);
  const model = floatModel(recipe, state.weights);
  return { finished: { name: 'a b/c', recipe, model, training: null }, state };
}

async function ourLogits(architecture: Architecture): Promise<Float32Array> {
  const { state } = networkOf(architecture);
  const network = await runtime.build({ architecture, state, pixelRange: '0..1' });
  try {
    return Float32Array.from(await network.forward(batch));
  } finally {
    network.dispose();
  }
}

/** What tfjs makes of our file. */
async function load(architecture: Architecture, numbers: TfjsNumbers) {
  const files = unzipSync(await writeTfjs(numbers)(networkOf(architecture).finished));
  const json = JSON.parse(strFromU8(files['model.json'] ?? new Uint8Array()));
  const weightData = (files['weights.bin'] ?? new Uint8Array()).slice().buffer;
  const weightSpecs = json.weightsManifest[0].weights;
  const artifacts = { modelTopology: json.modelTopology, weightSpecs, weightData };
  return { model: await tf.loadLayersModel(tf.io.fromMemory(artifacts)), weightData };
}

async function theirLogits(architecture: Architecture, numbers: TfjsNumbers = 'float32') {
  const { model } = await load(architecture, numbers);
  expect(model.countParams()).toBe(summarize(architecture).parameters);
  const logits = tf.tidy(() => {
    const images = tf.tensor(Float32Array.from(batch.set.images, (grey) => grey / 255));
    return (model.predict(images.reshape([3, 28, 28, 1])) as tf.Tensor).dataSync();
  });
  model.dispose();
  return logits;
}

/** The largest difference, relative to the largest logit where that is above 1. */
function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const values = Array.from(a);
  const largest = Math.max(1, ...values.map(Math.abs));
  return Math.max(...values.map((value, i) => Math.abs(value - (b[i] ?? 0)))) / largest;
}

const numbered = (...layers: readonly object[]): Architecture =>
  layers.map((layer, index) => ({ ...layer, id: `l${index}` }) as Layer);
const head = createLayer('dense', '', { units: 10 });

const cases: Readonly<Record<string, Architecture>> = {
  'windows, leaky ReLU and what only trains': numbered(
    createLayer('conv2d', '', { filters: 3, strides: 3, activation: 'leaky_relu' }),
    createLayer('spatialDropout2d', ''),
    createLayer('separableConv2d', '', { filters: 4, l2: 0.01, initializer: 'lecun_normal' }),
    createLayer('batchNormalization', ''),
    createLayer('activation', '', { activation: 'leaky_relu' }),
    createLayer('fire', '', { squeezeFilters: 2, expandFilters: 3, activation: 'elu' }),
    createLayer('gaussianNoise', ''),
    createLayer('flatten', ''),
    head,
  ),
  'a projection over a spatial dropout': numbered(
    createLayer('averagePooling2d', '', { poolSize: 4, strides: 4 }),
    createLayer('conv2d', '', { filters: 4, strides: 2, padding: 'same', activation: 'gelu' }),
    createLayer('spatialDropout2d', ''),
    createLayer('add', '', { span: 2, shortcut: 'projection' }),
    createLayer('globalAveragePooling2d', ''),
    head,
  ),
  'a sequence of patches with places, read both ways': numbered(
    createLayer('patchEmbedding', '', { patchSize: 14, units: 5 }),
    createLayer('positionEmbedding', ''),
    createLayer('layerNormalization', ''),
    createLayer('lstm', '', { units: 3, bidirectional: true, returnSequences: true }),
    createLayer('simpleRnn', '', { units: 4, frozen: true }),
    head,
  ),
};

describe.each(Object.entries(cases))('%s', (_name, architecture) => {
  test('gives the same logits in tfjs', async () => {
    const ours = await ourLogits(architecture);
    expect(difference(ours, await theirLogits(architecture))).toBeLessThan(1e-5);
  });
});

test('whatever it does not refuse gives the same logits in tfjs', async () => {
  await fc.assert(
    fc.asyncProperty(workingArchitecture(5), async (architecture) => {
      const { problem, macs, parameters } = summarize(architecture);
      fc.pre(problem === null && macs < 200_000 && parameters < 50_000);
      fc.pre(missingInTfjs(architecture) === null);
      const ours = await ourLogits(architecture);
      fc.pre(ours.every(Number.isFinite));
      expect(difference(ours, await theirLogits(architecture))).toBeLessThan(1e-5);
    }),
    { numRuns: 12 },
  );
});

test('what tfjs lacks is refused in words', () => {
  const gru = numbered(createLayer('reshape', ''), createLayer('gru', ''), head);
  expect(missingInTfjs(gru)).toBe(
    'TensorFlow.js has no GRU with reset_after, as Keras 3 has it (row 2): change it, or choose Keras or ONNX',
  );
});

const [first = []] = Object.values(cases);

test.each([
  ['float16', 2, 0.01],
  ['uint8', 1, 0.2],
] as const)(
  '%s takes %d bytes a weight and nearly the same logits',
  async (numbers, bytes, most) => {
    const { weightData, model } = await load(first, numbers);
    expect(weightData.byteLength).toBe(bytes * summarize(first).parameters);
    model.dispose();
    const gap = difference(await ourLogits(first), await theirLogits(first, numbers));
    expect(gap).toBeLessThan(most);
    expect(gap).toBeGreaterThan(0);
  },
);

test('uint8 keeps zero, and is off by half a level at most', () => {
  const anyFloats = fc.float32Array({ noNaN: true, min: -100, max: 100, minLength: 1 });
  fc.assert(
    fc.property(anyFloats, (floats) => {
      const values = Float32Array.from([...floats, 0]);
      const { bytes, quantization } = storeFor('uint8', values);
      if (quantization?.dtype !== 'uint8') throw new Error('not uint8');
      const { scale, min } = quantization;
      const read = Array.from(bytes, (code) => code * scale + min);
      expect(Math.abs(read.at(-1) ?? 1)).toBeLessThanOrEqual(1e-12 * scale);
      // At an end of the range the nudge for zero may cost another half.
      read.forEach((value, i) => {
        expect(Math.abs(value - (values[i] ?? 0))).toBeLessThanOrEqual(scale * 1.001 + 1e-30);
      });
    }),
    { numRuns: 50 },
  );
});

test('a tensor that float16 cannot hold stays float32', () => {
  expect(storeFor('float16', Float32Array.of(1, 65_504)).quantization).not.toBeNull();
  expect(storeFor('float16', Float32Array.of(1, 70_000))).toEqual(
    storeFor('float32', Float32Array.of(1, 70_000)),
  );
});

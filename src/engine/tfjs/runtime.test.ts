import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { initialWeights } from '../../core/initialize.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { type OptimizerName, optimizers } from '../../core/training-setup.ts';
import {
  livelyWeights,
  networkAround,
  noiseImages,
  train,
  wholeBatch,
} from '../contract/networks.ts';
import type { BuildOptions, Runtime } from '../runtime.ts';
import { createTfjsRuntime } from './runtime.ts';

const images = noiseImages(8);
const batch = wholeBatch(images);
const layer = <L>(value: L) => value as Layer;
const everyKind: Architecture = networkAround([
  layer(createLayer('separableConv2d', 'a', { filters: 4, padding: 'same', activation: 'gelu' })),
  layer(createLayer('batchNormalization', 'b')),
  layer(createLayer('averagePooling2d', 'c', { poolSize: 3, padding: 'same' })),
  layer(createLayer('dropout', 'd')),
]);

let runtime: Runtime;
beforeAll(async () => {
  runtime = await createTfjsRuntime('cpu');
});
afterAll(() => runtime.dispose());

function optionsOf(architecture: Architecture, optimizer: OptimizerName): BuildOptions {
  return {
    architecture,
    state: { weights: livelyWeights(architecture), moments: [], step: 0 },
    pixelRange: '0..1',
    training: { optimizer, weightDecay: 0.1, batchSize: images.count, seed: 5 },
  };
}

test('no tensor is left after dispose', async () => {
  const before = tf.memory().numTensors;
  const network = await runtime.build(optionsOf(everyKind, 'adam'));
  await network.trainStep(batch, 1e-3);
  const held = tf.memory().numTensors;
  await network.trainStep(batch, 1e-3);
  await network.forward(batch);
  await network.readState();
  expect(tf.memory().numTensors).toBe(held + 1); // the metrics of one more step
  network.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('metrics of any number of steps come oldest first and once', async () => {
  const network = await runtime.build(optionsOf(everyKind, 'adam'));
  for (let step = 0; step < 20; step++) await network.trainStep(batch, 1e-2);
  const { losses, accuracies } = await network.takeStepMetrics();
  expect(losses).toHaveLength(20);
  expect(accuracies).toHaveLength(20);
  expect(losses[19]).toBeLessThan(losses[0] ?? 0);
  expect((await network.takeStepMetrics()).losses).toHaveLength(0);
  network.dispose();
});

test.each(optimizers)(
  '%s goes on from a read state as if it had never stopped',
  async (optimizer) => {
    const options = optionsOf(everyKind, optimizer);
    const unbroken = await runtime.build(options);
    for (let step = 0; step < 4; step++) await unbroken.trainStep(batch, 1e-3);
    const first = await runtime.build(options);
    for (let step = 0; step < 2; step++) await first.trainStep(batch, 1e-3);
    const second = await runtime.build({ ...options, state: await first.readState() });
    for (let step = 0; step < 2; step++) await second.trainStep(batch, 1e-3);
    expect(await second.readState()).toEqual(await unbroken.readState());
    for (const network of [unbroken, first, second]) network.dispose();
  },
);

/** Keras 3's rules on one number, as its documentation states them. */
const firstSteps: Readonly<Record<OptimizerName, (w: number, g: number, lr: number) => number>> = {
  sgd: (w, g, lr) => w - lr * g,
  momentum: (w, g, lr) => w - lr * g,
  rmsprop: (w, g, lr) => w - (lr * g) / Math.sqrt(0.1 * g * g + 1e-7),
  adam: (w, g, lr) => w - (lr * Math.sqrt(0.001) * g) / (Math.sqrt(0.001) * Math.abs(g) + 1e-7),
  adamw: (w, g, lr) =>
    w * (1 - lr * 0.1) - (lr * Math.sqrt(0.001) * g) / (Math.sqrt(0.001) * Math.abs(g) + 1e-7),
};

describe.each(optimizers)('the first step of %s', (optimizer) => {
  test("is Keras'", async () => {
    const architecture = networkAround([]);
    const weights = livelyWeights(architecture);
    const network = { architecture, weights };
    const batches = [batch];
    const plain = { optimizer: 'sgd', weightDecay: 0 } as const;
    const gradient = await train(runtime, network, { learningRate: 1, batches, setup: plain });
    const setup = { optimizer, weightDecay: 0.1 };
    const stepped = await train(runtime, network, { learningRate: 0.01, batches, setup });
    const kernel = weights[0] ?? new Float32Array();
    kernel.forEach((w, index) => {
      const g = w - (gradient.weights[0]?.[index] ?? 0);
      expect(stepped.weights[0]?.[index]).toBeCloseTo(firstSteps[optimizer](w, g, 0.01), 5);
    });
  });
});

test('weight decay leaves biases alone', async () => {
  const architecture = networkAround([]);
  const weights = livelyWeights(architecture);
  const after = async (weightDecay: number) => {
    const setup = { optimizer: 'adamw', weightDecay } as const;
    return train(
      runtime,
      { architecture, weights },
      { learningRate: 0.1, batches: [batch], setup },
    );
  };
  const [none, strong] = [await after(0), await after(0.5)];
  expect(strong.weights[0]).not.toEqual(none.weights[0]);
  expect(strong.weights[1]).toEqual(none.weights[1]);
});

test('the gradient of average pooling is right where windows hang over the border', async () => {
  const pooled = networkAround([
    layer(createLayer('averagePooling2d', 'p', { poolSize: 3, strides: 2, padding: 'same' })),
  ]);
  const weights = initialWeights(pooled, 1);
  const setup = { optimizer: 'sgd', weightDecay: 0 } as const;
  const lossWith = async (bias: number) => {
    const moved = weights.map((weight, index) => (index === 1 ? weight.map(() => bias) : weight));
    const network = { architecture: pooled, weights: moved };
    return train(runtime, network, { learningRate: 1, batches: [batch], setup });
  };
  const [low, middle, high] = [await lossWith(-0.05), await lossWith(0), await lossWith(0.05)];
  const slope = ((high.losses[0] ?? 0) - (low.losses[0] ?? 0)) / 0.1;
  const gradient = middle.weights[1]?.reduce((sum, bias) => sum - bias, 0);
  expect(gradient).toBeCloseTo(slope, 3);
});

test('frozen layers stay as they are, statistics included', async () => {
  const architecture = networkAround([
    layer(createLayer('conv2d', 'a', { filters: 2, frozen: true })),
    layer(createLayer('batchNormalization', 'b', { frozen: true })),
  ]);
  const weights = livelyWeights(architecture);
  const setup = { optimizer: 'adam', weightDecay: 0 } as const;
  const network = { architecture, weights };
  const outcome = await train(runtime, network, { learningRate: 0.1, batches: [batch], setup });
  expect(outcome.weights.slice(2, 8)).toEqual(weights.slice(2, 8));
  expect(outcome.weights[0]).not.toEqual(weights[0]);
});

test('a network whose every layer is frozen still gives its loss', async () => {
  const architecture = networkAround([]).map(
    (entry) => ({ ...entry, params: { ...entry.params, frozen: true } }) as Layer,
  );
  const weights = livelyWeights(architecture);
  const setup = { optimizer: 'adam', weightDecay: 0 } as const;
  const network = { architecture, weights };
  const outcome = await train(runtime, network, { learningRate: 0.1, batches: [batch], setup });
  expect(outcome.losses[0]).toBeGreaterThan(0);
  expect(outcome.weights).toEqual(weights);
});

test('a backend that is not here is refused in words', async () => {
  await expect(createTfjsRuntime('webgpu')).rejects.toMatchObject({ code: 'backend-unavailable' });
});

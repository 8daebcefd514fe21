import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import {
  livelyWeights,
  networkAround,
  noiseImages,
  wholeBatch,
} from '../../src/engine/contract/networks.ts';
import type { Device } from '../../src/engine/tfjs/device.ts';
import { TfjsNetwork } from '../../src/engine/tfjs/network.ts';
import { registerComposedGradients } from './composed-gradients.ts';

const device: Device = {
  backend: 'cpu',
  run: (work) => work(),
  read: async (tensor) => (await tensor.data()) as Float32Array, // every tensor here is float32
  close: () => undefined,
};

test("a network trains on tfjs' wasm backend, which frees what nobody saved", async () => {
  await tf.setBackend('wasm');
  registerComposedGradients('wasm');
  const architecture = networkAround([]);
  const network = new TfjsNetwork(device, {
    architecture,
    state: { weights: livelyWeights(architecture), moments: [], step: 0 },
    pixelRange: '0..1',
    training: { optimizer: 'adam', weightDecay: 0, batchSize: 8, seed: 5 },
  });
  const batch = wholeBatch(noiseImages(8));
  for (let step = 0; step < 3; step++) await network.trainStep(batch, 1e-2);
  const { losses } = await network.takeStepMetrics();
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0] as number);
});

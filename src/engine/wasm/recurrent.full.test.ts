import { expect, test } from 'vitest';
import { initialWeights } from '../../core/initialize.ts';
import { presets } from '../../core/presets.ts';
import { permutation, streams } from '../../core/random.ts';
import type { ImageSet } from '../runtime.ts';
import type { WasmNetwork } from './network.ts';
import { build, dataFile, digits, rowsFrom } from './test-network.ts';

const batchSize = 64;
const trainingDigits: ImageSet = {
  images: dataFile('train-images-idx3-ubyte').subarray(16),
  labels: dataFile('train-labels-idx1-ubyte').subarray(8),
  count: 60_000,
};

function trainEpoch(network: WasmNetwork, epoch: number): void {
  const order = permutation(55_000, 1, streams.shuffle + epoch);
  for (let row = 0; row < order.length; row += batchSize)
    network.trainStep({ set: trainingDigits, indices: order.subarray(row, row + batchSize) }, 1e-3);
}

function testAccuracy(network: WasmNetwork): number {
  const logits = network.forward(rowsFrom(0, digits.count));
  const isRight = (label: number, image: number): boolean => {
    const row = logits.subarray(image * 10, image * 10 + 10);
    return row.indexOf(Math.max(...row)) === label;
  };
  return digits.labels.filter(isRight).length / digits.count;
}

test('an LSTM over rows reads more than 95 % of the test digits after two epochs', () => {
  const architecture = presets.find(({ id }) => id === 'lstm-rows')?.architecture ?? [];
  const state = { weights: initialWeights(architecture, 1), moments: [], step: 0 };
  const network = build(architecture, state, { optimizer: 'adam', batchSize, seed: 1 });
  trainEpoch(network, 0);
  trainEpoch(network, 1);
  expect(testAccuracy(network)).toBeGreaterThan(0.95);
  network.dispose();
}, 300_000);

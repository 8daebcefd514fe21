import { describe, expect, test } from 'vitest';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { TrainingState } from '../runtime.ts';
import {
  build,
  digits,
  freshState,
  layer,
  lossAndGradients,
  rowsFrom,
  runtime,
} from './test-network.ts';

const presetNamed = (id: string): Architecture => {
  const preset = presets.find((candidate) => candidate.id === id);
  if (!preset) throw new Error(`no preset ${id}`);
  return preset.architecture;
};

function train(architecture: Architecture, steps: number, state = freshState(architecture, 3)) {
  const network = build(architecture, state, { optimizer: 'adam' });
  for (let i = 0; i < steps; i++) network.trainStep(rowsFrom((i % 5) * 64, 64), 4e-3);
  const metrics = network.takeStepMetrics();
  return { network, ...metrics };
}

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? 0))), 0);

const cnn = presetNamed('reference-cnn');
const normalised = presetNamed('mobilenet-like');

describe('the wasm runtime', () => {
  test.each(presets.map(({ id }) => id))('learns digits with %s', (id) => {
    const architecture = presetNamed(id);
    const network = build(architecture, freshState(architecture, 3), { optimizer: 'adam' });
    const losses: number[] = [];
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const hasLearnt = () => mean(losses.slice(-5)) < 0.9 * mean(losses.slice(0, 5));
    // Most have after a dozen steps; deep ones without batch norm need more.
    for (let step = 0; step < 60 && !(losses.length >= 10 && hasLearnt()); step++) {
      network.trainStep(rowsFrom((step % 5) * 64, 64), 4e-3);
      losses.push(...network.takeStepMetrics().losses);
    }
    expect(hasLearnt()).toBe(true);
  });

  test('gives the same bits for the same seed', () => {
    const dropped = presetNamed('keras-mnist-convnet');
    for (const architecture of [cnn, normalised, dropped]) {
      const [first, second] = [train(architecture, 2), train(architecture, 2)];
      expect(second.losses).toEqual(first.losses);
      expect(second.network.readState()).toEqual(first.network.readState());
    }
  });

  test('goes on from a state as if it had never stopped', () => {
    const dropped = presetNamed('keras-mnist-convnet');
    const whole = build(dropped, freshState(dropped, 3), { optimizer: 'adam' });
    for (let i = 0; i < 4; i++) whole.trainStep(rowsFrom(i * 64, 64), 1e-3);
    const first = build(dropped, freshState(dropped, 3), { optimizer: 'adam' });
    for (let i = 0; i < 2; i++) first.trainStep(rowsFrom(i * 64, 64), 1e-3);
    const second = build(dropped, first.readState(), { optimizer: 'adam' });
    for (let i = 2; i < 4; i++) second.trainStep(rowsFrom(i * 64, 64), 1e-3);
    expect(second.readState()).toEqual(whole.readState());
  });

  test.each([
    { id: 'reference-cnn', rows: 16, parts: 4 },
    { id: 'mlp-784-128-10', rows: 75, parts: 4 }, // more images than a kernel's gradient takes at once
  ])('a batch of $id has the mean gradient of its parts', ({ id, rows, parts }) => {
    const architecture = presetNamed(id);
    const state = freshState(architecture, 3);
    const gradientsOf = (first: number, count: number) =>
      lossAndGradients(architecture, state, rowsFrom(first, count)).gradients;
    const each = Array.from({ length: parts }, (_, part) => gradientsOf(part * rows, rows));
    gradientsOf(0, rows * parts).forEach((gradient, index) => {
      const mean = gradient.map(
        (_, i) => each.reduce((sum, part) => sum + (part[index]?.[i] ?? 0), 0) / parts,
      );
      expect(largestDifference(gradient, mean)).toBeLessThan(1e-6);
    });
  });

  test('a smaller last batch is trained on its own rows alone', () => {
    const used = build(cnn, freshState(cnn, 3));
    used.trainStep(rowsFrom(100, 64), 0); // leaves its traces in the workspace
    used.trainStep(rowsFrom(0, 23), 0.1);
    const fresh = build(cnn, freshState(cnn, 3));
    fresh.trainStep(rowsFrom(0, 23), 0.1);
    expect(used.readState().weights).toEqual(fresh.readState().weights);
  });

  test('forward answers each image alike, alone or among many', () => {
    for (const architecture of [cnn, normalised]) {
      const { network } = train(architecture, 3);
      const many = network.forward(rowsFrom(0, 70));
      const one = network.forward(rowsFrom(69, 1));
      expect(many).toHaveLength(700);
      expect(many.slice(690)).toEqual(one);
    }
  });

  test('reports the loss and accuracy that the logits have', () => {
    const state = freshState(cnn, 3);
    const network = build(cnn, state);
    const logits = network.forward(rowsFrom(0, 64));
    network.trainStep(rowsFrom(0, 64), 0.01);
    const { losses, accuracies } = network.takeStepMetrics();
    let loss = 0;
    let correct = 0;
    for (let row = 0; row < 64; row++) {
      const z = [...logits.slice(row * 10, row * 10 + 10)];
      const label = digits.labels[row] ?? -1;
      loss += Math.log(z.reduce((sum, v) => sum + Math.exp(v), 0)) - (z[label] ?? 0);
      correct += z.indexOf(Math.max(...z)) === label ? 1 : 0;
    }
    expect(losses[0]).toBeCloseTo(loss / 64, 5);
    expect(accuracies[0]).toBe(correct / 64);
    expect(network.takeStepMetrics().losses).toHaveLength(0);
  });

  test('a frozen layer keeps its weights and passes gradients through', () => {
    const architecture = [
      layer('conv2d', { filters: 4, strides: 3, activation: 'relu' }),
      layer('conv2d', { filters: 5, strides: 2, activation: 'relu', frozen: true }),
      layer('batchNormalization', { frozen: true }),
      layer('flatten'),
      layer('dense', { units: 10 }),
    ];
    const before = freshState(architecture, 3);
    const { weights } = train(architecture, 3, before).network.readState();
    const same = weights.map(
      (tensor, i) => largestDifference(tensor, before.weights[i] ?? []) === 0,
    );
    expect(same).toEqual([false, false, true, true, true, true, true, true, false, false]);
  });

  test('a network with nothing to train reports its loss and stays as it is', () => {
    const architecture = [layer('flatten'), layer('dense', { units: 10, frozen: true })];
    const before = freshState(architecture, 3);
    const { network, losses } = train(architecture, 2, before);
    expect(losses[0]).toBeGreaterThan(0);
    expect(network.readState().weights).toEqual(before.weights);
  });

  test('batch normalisation moves its statistics by one hundredth to those of the batch', () => {
    const architecture = [
      layer('flatten'),
      layer('batchNormalization'),
      layer('dense', { units: 10 }),
    ];
    const before = freshState(architecture, 3);
    const network = build(architecture, before);
    network.trainStep(rowsFrom(0, 40), 0.01);
    const [, , movingMean, movingVariance] = network.readState().weights;
    for (const pixel of [0, 300, 406]) {
      const values = Array.from(
        { length: 40 },
        (_, row) => (digits.images[row * 784 + pixel] ?? 0) / 255,
      );
      const mean = values.reduce((a, b) => a + b, 0) / 40;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 40;
      const old = (index: number) => before.weights[index]?.[pixel] ?? Number.NaN;
      expect(movingMean?.[pixel]).toBeCloseTo(0.99 * old(2) + 0.01 * mean, 6);
      expect(movingVariance?.[pixel]).toBeCloseTo(0.99 * old(3) + 0.01 * variance, 6);
    }
  });

  test('scales pixels to −1..1 on request', () => {
    const architecture = [layer('flatten'), layer('dense', { units: 10, useBias: false })];
    const state: TrainingState = {
      ...freshState(architecture, 3),
      weights: [new Float32Array(7840).fill(1)],
    };
    const network = runtime.build({ architecture, state, pixelRange: '-1..1' });
    const sum = digits.images.subarray(0, 784).reduce((a, b) => a + b / 127.5 - 1, 0);
    expect(network.forward(rowsFrom(0, 1))[0]).toBeCloseTo(sum, 2);
  });

  test('refuses in words what cannot fit', () => {
    const wide = layer('conv2d', { filters: 512, padding: 'same', useBias: false });
    const architecture = [
      ...[wide, layer('batchNormalization'), wide, layer('batchNormalization')],
      ...[layer('flatten'), layer('dense', { units: 10 })],
    ];
    const weights = freshState(architecture, 1);
    expect(() => build(architecture, weights, { batchSize: 1024 })).toThrow(
      /needs [\d,]+ MB, and WebAssembly can address 4,295 MB/,
    );
  });
});

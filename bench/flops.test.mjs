import { expect, test } from 'vitest';
import { createLayer } from '../src/core/layers/index.ts';
import { presets } from '../src/core/presets.ts';
import { summarize } from '../src/core/summary.ts';
import { denseFlops } from './flops.mjs';

const flopsOf = (id) => {
  const preset = presets.find((candidate) => candidate.id === id);
  return denseFlops(summarize(preset?.architecture ?? []));
};

test('the first layer with weights needs no gradient of its input', () => {
  const [first, second] = [784 * 128, 128 * 10];
  const forward = first + second;
  const backward = first + 2 * second;
  expect(flopsOf('mlp-784-128-10')).toEqual({
    inference: 2 * forward,
    training: 2 * (forward + backward),
  });
});

test('an image of the reference CNN takes 7.39 million MACs in training', () => {
  const conv1 = 26 * 26 * 32 * 9;
  const rest = 11 * 11 * 64 * 9 * 32 + 1600 * 64 + 64 * 10;
  expect(flopsOf('reference-cnn').training).toBe(2 * (2 * conv1 + 3 * rest));
  expect(2 * conv1 + 3 * rest).toBeGreaterThan(7.38e6);
  expect(2 * conv1 + 3 * rest).toBeLessThan(7.4e6);
});

test('a recurrent layer at the bottom still needs the gradient of its own outputs', () => {
  const [input, recurrent, dense] = [28 * 28 * 4 * 64, 28 * 64 * 4 * 64, 64 * 10];
  expect(flopsOf('lstm-rows').training).toBe(2 * (2 * input + 3 * recurrent + 3 * dense));
});

test('frozen layers pass gradients on and have none; below the first trainable one nothing runs', () => {
  const architecture = [
    createLayer('flatten', 'a'),
    createLayer('dense', 'b', { units: 20, frozen: true }),
    createLayer('dense', 'c', { units: 30 }),
    createLayer('dense', 'd', { units: 40, frozen: true }),
    createLayer('dense', 'e', { units: 10 }),
  ];
  const [b, c, d, e] = [784 * 20, 20 * 30, 30 * 40, 40 * 10];
  const { inference, training } = denseFlops(summarize(architecture));
  expect(inference).toBe(2 * (b + c + d + e));
  expect(training - inference).toBe(2 * (c + d + 2 * e));
});

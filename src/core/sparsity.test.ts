import { expect, test } from 'vitest';
import { createLayer, type Layer } from './layers/index.ts';
import { prunableTensors, sparsityOf } from './sparsity.ts';
import { factsOf, histogramOf, pictureOf } from './weight-facts.ts';

const architecture = [
  createLayer('conv2d', 'l1', { filters: 2, kernelSize: 3, strides: 8 }),
  createLayer('batchNormalization', 'l2'),
  createLayer('flatten', 'l3'),
  createLayer('dense', 'l4', { units: 4 }),
] as Layer[];
// 3×3×1×2, bias; four of batch norm; 4·4·2 = 32 × 4, bias.
const sizes = [18, 2, 2, 2, 2, 2, 128, 4];
const weights = sizes.map((size) => new Float32Array(size).fill(0.5));

test('zeros are counted by tensor, over the prunable ones, and over all parameters', () => {
  weights[0]?.fill(0, 0, 9); // five of the first filter, four of the second
  weights[1]?.fill(0);
  const { tensors, prunable, all } = sparsityOf(architecture, weights);
  expect(prunable).toEqual({ zeros: 9, count: 146 });
  expect(all).toEqual({ zeros: 11, count: 160 });
  expect(
    tensors.map(({ tensorIndex, layerIndex, name }) => [tensorIndex, layerIndex, name]),
  ).toEqual([
    [0, 0, 'kernel'],
    [6, 3, 'kernel'],
  ]);
  expect(tensors[0]?.survivors).toEqual({
    ...{ units: 2, inputs: 9, mean: 4.5, fewest: 4 },
    isNearlyDead: false,
  });
});

test('a layer is nearly dead with fewer than ten weights a unit, or a quarter of the few it had', () => {
  const isDead = (kernel: number, dense: number) =>
    sparsityOf(
      architecture,
      weights.map((values, i) => values.map((_, at) => Number(at < (i === 0 ? kernel : dense)))),
    ).tensors.map(({ survivors }) => survivors.isNearlyDead);
  expect(isDead(5, 32)).toEqual([false, false]);
  expect(isDead(4, 31)).toEqual([true, true]);
});

test('prunable are kernels, those of the last layer apart where it is spared', () => {
  expect(prunableTensors(architecture, false)).toEqual([0, 6]);
  expect(prunableTensors(architecture, true)).toEqual([0]);
  expect(prunableTensors(architecture.slice(2), true)).toEqual([]);
});

test('a histogram leaves zeros out and its last bin takes the upper end', () => {
  const { counts, low, high } = histogramOf(Float32Array.of(-1, 0, 0, 0.5, 1, 1), {
    low: -1,
    high: 1,
  });
  expect([low, high, counts.length]).toEqual([-1, 1, 64]);
  expect(counts.flatMap((count, bin) => (count > 0 ? [[bin, count]] : []))).toEqual([
    ...[
      [0, 1],
      [48, 1],
      [63, 2],
    ],
  ]);
});

test('a picture shows zeros as 0, and a block by its largest weight', () => {
  expect([...pictureOf(Float32Array.of(0, 1, -2, 0.01), 2).levels]).toEqual([0, 192, 1, 129]);
  const tall = new Float32Array(512 * 3);
  tall[1] = 1;
  tall[4] = -3;
  const { width, height, levels, largest } = pictureOf(tall, 3);
  expect([width, height, largest]).toEqual([3, 256, 3]);
  expect([...levels.subarray(0, 4)]).toEqual([0, 1, 0, 0]);
});

test('the facts of a tensor', () => {
  const spec = { name: 'kernel', shape: [2, 2], prunable: true } as const;
  const place = { layerIndex: 3, layerName: 'dense' };
  const facts = factsOf(
    { ...spec, initializer: 'zeros', trainable: true, l2: 0 },
    Float32Array.of(0, 1, -2, 2),
    { ...place, picture: false },
  );
  expect(facts).toMatchObject({
    ...place,
    ...spec,
    count: 4,
    zeros: 1,
    min: -2,
    max: 2,
    mean: 0.25,
  });
  expect(facts.picture).toBeNull();
});

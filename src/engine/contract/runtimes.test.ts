import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activations } from '../../core/layer.ts';
import { createLayer, type Layer, type LayerKind, layerKinds } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { optimizers } from '../../core/training-setup.ts';
import type { Runtime } from '../runtime.ts';
import { cases } from '../test-effort.ts';
import { createTfjsRuntime } from '../tfjs/runtime.ts';
import { createWasmRuntime } from '../wasm/runtime.ts';
import { layerOf } from './arbitraries.ts';
import {
  fewWeights,
  fitsIn,
  largestDifference,
  livelyWeights,
  networkAround,
  noiseImages,
  type Outcome,
  train,
  wholeBatch,
} from './networks.ts';

const runs = { seed: 1, endOnFailure: true };
const batch = wholeBatch(noiseImages(8));

let wasm: Runtime;
let tfjs: Runtime;
beforeAll(async () => {
  wasm = await createWasmRuntime(readFileSync('src/engine/wasm/kernels.wasm'));
  tfjs = await createTfjsRuntime('cpu');
});
afterAll(() => {
  wasm.dispose();
  tfjs.dispose();
});

type Options = Parameters<typeof train>[2];

/** One step of plain SGD at rate 1: the change of a weight is its gradient. */
const gradientStep: Options = {
  learningRate: 1,
  batches: [batch],
  setup: { optimizer: 'sgd', weightDecay: 0 },
};

async function bothTrained(
  architecture: Architecture,
  options: Options,
): Promise<readonly [Outcome, Outcome]> {
  const network = { architecture, weights: livelyWeights(architecture) };
  return [await train(wasm, network, options), await train(tfjs, network, options)];
}

async function expectAgreement(architecture: Architecture, options = gradientStep): Promise<void> {
  const [actual, expected] = await bothTrained(architecture, options);
  const { logitsBefore, losses, accuracies, weights, moments } = actual;
  expect(largestDifference([logitsBefore], [expected.logitsBefore])).toBeLessThan(1e-4);
  expect(largestDifference([losses], [expected.losses])).toBeLessThan(1e-4);
  expect(accuracies).toEqual(expected.accuracies);
  expect(largestDifference(weights, expected.weights)).toBeLessThan(1e-4);
  expect(largestDifference(moments, expected.moments)).toBeLessThan(1e-4);
}

const layer = (kind: LayerKind, params: object = {}): Layer =>
  createLayer(kind, kind, params) as Layer; // the tests' own parameters

describe.each(layerKinds)('%s gives what tfjs gives, forward and back', (kind) => {
  test('on an image', async () => {
    const networks = layerOf(kind)
      .filter(fitsIn)
      .map((inner) => networkAround([inner]))
      .filter(fewWeights);
    await fc.assert(
      fc.asyncProperty(networks, (architecture) => expectAgreement(architecture)),
      { ...runs, numRuns: cases(12, 4) },
    );
  });
});

test.each(layerKinds)('%s gives what tfjs gives after a sequence', async (kind) => {
  const networks = layerOf(kind)
    .map((inner) => networkAround([layer('reshape'), inner]))
    .filter(fewWeights);
  await fc.assert(
    fc.asyncProperty(networks, (architecture) => expectAgreement(architecture)),
    { ...runs, numRuns: cases(4, 2) },
  );
});

test('any stack of layers gives what tfjs gives', async () => {
  const anyLayer = fc.oneof(...layerKinds.map(layerOf));
  const networks = fc
    .array(anyLayer, { minLength: 2, maxLength: 6 })
    .map(networkAround)
    .filter(fewWeights);
  await fc.assert(
    fc.asyncProperty(networks, (architecture) => expectAgreement(architecture)),
    { ...runs, numRuns: cases(40, 12) },
  );
});

const conv = (params: object = {}) => layer('conv2d', { filters: 3, padding: 'same', ...params });
const add = (span: number, params: object = {}) => layer('add', { span, ...params });
const projection = { shortcut: 'projection' } as const;

test.each<[string, readonly Layer[]]>([
  ['over two convolutions', [conv(), conv(), add(2)]],
  ['to another width and half the height', [conv({ filters: 5, strides: 2 }), add(1, projection)]],
  [
    'to an odd height',
    [conv({ kernelSize: 4, padding: 'valid' }), conv(), conv({ strides: 2 }), add(1, projection)],
  ],
  [
    'of lists of numbers',
    [
      layer('flatten'),
      layer('dense', { units: 108 }),
      add(1),
      layer('dense', { units: 7 }),
      add(1, projection),
    ],
  ],
  [
    'over nothing that has weights',
    [layer('activation'), add(1), layer('dropout', { rate: 0.5 }), add(1)],
  ],
  ['from one source for three', [conv(), add(1), conv(), add(3), add(4)]],
  ['inside another', [conv(), conv(), add(1), conv(), add(4)]],
  ['from the input of another', [conv(), add(1), conv(), add(2)]],
  [
    'over a batch normalisation',
    [conv(), layer('batchNormalization'), add(2), layer('activation')],
  ],
  [
    'over frozen layers',
    [conv({ frozen: true }), layer('batchNormalization', { frozen: true }), add(2)],
  ],
  ['through a frozen projection', [conv({ filters: 4 }), add(1, { ...projection, frozen: true })]],
  ['with a penalty', [conv({ filters: 4 }), add(1, { ...projection, l2: 0.1 })]],
  ['around a convolution and its pooling', [conv(), layer('maxPooling2d'), add(2, projection)]],
  [
    'from between a convolution and its pooling',
    [conv(), layer('maxPooling2d'), conv(), add(2, projection)],
  ],
])('a residual connection %s gives what tfjs gives', async (_name, layers) => {
  const network = networkAround(layers);
  expect(network.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(layers.map(({ kind }) => kind)),
  );
  await expectAgreement(network);
});

test.each<[string, Architecture]>([
  ['the image itself', [conv({ filters: 1 }), add(1)]],
  [
    'the image through a projection alone',
    [conv({ strides: 4, frozen: true }), add(1, projection)],
  ],
  [
    'layers that are not trained',
    [conv({ frozen: true }), conv({ strides: 3 }), add(1, projection)],
  ],
])('a skip from %s needs no gradient', async (_name, layers) => {
  await expectAgreement([...layers, layer('flatten'), layer('dense', { units: 10 })]);
});

test('any stack with residual connections gives what tfjs gives', async () => {
  const span = fc.integer({ min: 1, max: 4 });
  const anyAdd = fc
    .tuple(span, fc.constantFrom('identity', 'projection'))
    .map(([rows, shortcut]) => add(rows, { shortcut }));
  const inner = fc.constantFrom<Layer[]>(
    ...[conv(), conv({ filters: 4, strides: 2 }), layer('activation'), layer('dropout')],
    ...[layer('batchNormalization'), layer('maxPooling2d'), layer('flatten')],
  );
  const networks = fc
    .array(fc.oneof(inner, anyAdd), { minLength: 4, maxLength: 9 })
    .map(networkAround)
    .filter((network) => network.some(({ kind }) => kind === 'add'));
  await fc.assert(
    fc.asyncProperty(networks, (architecture) => expectAgreement(architecture)),
    { ...runs, numRuns: cases(25, 10) },
  );
});

test.each(activations)(
  '%s bends alike in a layer of its own, in Dense and in Conv2D',
  async (activation) => {
    const stack = [
      layer('activation', { activation }),
      layer('conv2d', { filters: 5, activation }),
      layer('maxPooling2d'),
      layer('flatten'),
      layer('dense', { units: 7, activation }),
    ];
    await expectAgreement(networkAround(stack));
  },
);

test.each([
  { groups: 3, filters: 6 },
  { groups: 3, filters: 9, strides: 2, padding: 'same' },
  { dilation: 2, filters: 5 },
  { dilation: 3, filters: 4, padding: 'same', kernelSize: 2 },
  { groups: 3, dilation: 2, filters: 12, padding: 'same' },
])('a convolution with %o, and what comes after it', async (params) => {
  const first = layer('conv2d', { filters: 6, padding: 'same', activation: 'tanh' });
  const stack = [first, layer('conv2d', params), layer('maxPooling2d')];
  await expectAgreement(networkAround(stack));
});

test('the first layer sees the image alike whatever its kind', async () => {
  const kinds = [
    layer('conv2d', { filters: 5, kernelSize: 6, strides: 3, padding: 'same', activation: 'relu' }),
    layer('depthwiseConv2d', { depthMultiplier: 4, strides: 3 }),
    layer('separableConv2d', { filters: 6, strides: 4, depthMultiplier: 2 }),
    layer('maxPooling2d', { poolSize: 5, strides: 4 }),
    layer('averagePooling2d', { poolSize: 5, strides: 4, padding: 'same' }),
    layer('batchNormalization'),
    layer('dropout', { rate: 0.3 }),
    layer('gaussianNoise', { stddev: 0.5 }),
    layer('spatialDropout2d', { rate: 0.5 }),
  ];
  const output = [layer('flatten'), layer('dense', { units: 10 })];
  for (const first of kinds) await expectAgreement([first, ...output]);
});

test.each([4, 8, 31])(
  'a batch of %d rows has the same mean, statistics and masks',
  async (rows) => {
    const noises = [layer('gaussianNoise'), layer('spatialDropout2d'), layer('dropout')];
    const stack = [layer('conv2d', { filters: 4 }), layer('batchNormalization'), ...noises];
    const batches = [wholeBatch(noiseImages(rows))];
    await expectAgreement(networkAround(stack), { ...gradientStep, batches });
  },
);

test('a batch smaller than the network was built for is a mean over its own rows', async () => {
  const batches = [batch, { ...batch, indices: Uint32Array.of(3, 1, 4) }];
  const stack = [layer('conv2d', { filters: 4 }), layer('batchNormalization'), layer('dropout')];
  await expectAgreement(networkAround(stack), { ...gradientStep, learningRate: 0.1, batches });
});

test.each(optimizers)('%s takes the same ten steps on an MLP', async (optimizer) => {
  const architecture = [
    layer('flatten'),
    layer('dense', { units: 12, activation: 'relu', l2: 1e-3 }),
    layer('dropout', { rate: 0.5 }),
    layer('dense', { units: 10 }),
  ];
  const batches = Array.from({ length: 10 }, () => batch);
  const learningRate = optimizer === 'sgd' || optimizer === 'momentum' ? 0.05 : 3e-3;
  const setup = { optimizer, weightDecay: 0.05 };
  await expectAgreement(architecture, { learningRate, batches, setup });
});

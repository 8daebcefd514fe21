import { keepFitting } from '../../core/arbitraries.ts';
import { initialWeights, weightSpecs } from '../../core/initialize.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import { placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import type { Batch, BuildOptions, ImageSet, Runtime } from '../runtime.ts';
import { noise } from './arbitraries.ts';

/** Images of pure noise: no two pixels are equal, so no maximum is a tie and no sum lies on a kink. */
export function noiseImages(count: number): ImageSet {
  const images = Uint8Array.from(noise(count * sizeOf(mnistShape), 7), (x) => 127.5 * (x + 1));
  return { images, labels: Uint8Array.from({ length: count }, (_, index) => index % 10), count };
}

export const wholeBatch = (set: ImageSet): Batch => ({
  set,
  indices: Uint32Array.from({ length: set.count }, (_, index) => index),
});

/** A network's first weights, with biases and statistics that are not 0 or 1, so that each one matters. */
export function livelyWeights(architecture: Architecture): Float32Array[] {
  const specs = weightSpecs(architecture);
  return initialWeights(architecture, 3).map((weight, index) => {
    const { initializer } = specs[index]?.spec ?? {};
    if (initializer !== 'zeros' && initializer !== 'ones') return weight;
    const change = noise(weight.length, index);
    return weight.map((value, place) => value + 0.3 * (change[place] ?? 0));
  });
}

/** The layers that fit one after another on an image made small, each with what it needs before it, then ten logits. */
export function networkAround(layers: readonly Layer[]): Architecture {
  const shrink = createLayer('conv2d', 'in', { filters: 3, kernelSize: 5, strides: 4 }) as Layer;
  let network: Architecture = [shrink];
  for (const layer of layers) {
    const adapter = adapterBefore(layer, network);
    network = keepFitting(adapter === undefined ? [layer] : [adapter, layer], network);
  }
  const named = network.map((layer, index) => ({ ...layer, id: `${layer.kind}${index}` }));
  const output = placeLayers(named).at(-1)?.output;
  const flatten = output?.ok && output.shape.length > 1 ? [createLayer('flatten', 'flatten')] : [];
  return [...named, ...flatten, createLayer('dense', 'out', { units: 10 })];
}

/** What makes the output of some layers what the next one needs, if it is not. */
function adapterBefore(layer: Layer, layers: Architecture): Layer | undefined {
  const output = placeLayers([...layers, layer]).at(-1)?.output;
  if (output?.ok !== false) return undefined;
  if (output.problem.code === 'needs-vector') return createLayer('flatten', '');
  return output.problem.code === 'needs-sequence' ? createLayer('reshape', '') : undefined;
}

/** Whether a layer is one of those that `networkAround` keeps. */
export const fitsIn = (layer: Layer): boolean =>
  networkAround([layer])
    .slice(1, -1)
    .some(({ kind }) => kind === layer.kind);

/** Multiply–adds are what tfjs' `cpu` backend spends its time on; a network above this is not worth its seconds. */
export const fewWeights = (architecture: Architecture): boolean =>
  weightSpecs(architecture).reduce((sum, { spec }) => sum + sizeOf(spec.shape), 0) < 20_000;

interface TrainOptions {
  readonly learningRate: number;
  readonly batches: readonly Batch[];
  readonly setup: Pick<TrainingSetup, 'optimizer' | 'weightDecay'>;
}

export interface Outcome {
  readonly logitsBefore: Float32Array;
  readonly losses: Float32Array;
  readonly accuracies: Float32Array;
  readonly weights: readonly Float32Array[];
  readonly moments: readonly Float32Array[];
  readonly logitsAfter: Float32Array;
}

/** Everything that a runtime can tell of a network trained for some steps from given weights. */
export async function train(
  runtime: Runtime,
  { architecture, weights }: { architecture: Architecture; weights: readonly Float32Array[] },
  { learningRate, batches, setup }: TrainOptions,
): Promise<Outcome> {
  const batch = batches[0] ?? { set: noiseImages(1), indices: new Uint32Array(1) };
  const options: BuildOptions = {
    architecture,
    state: { weights, moments: [], step: 0 },
    pixelRange: '-1..1',
    training: { ...setup, batchSize: batch.indices.length, seed: 5 },
  };
  const network = await runtime.build(options);
  try {
    const logitsBefore = await network.forward(batch);
    for (const step of batches) await network.trainStep(step, learningRate);
    const metrics = await network.takeStepMetrics();
    const state = await network.readState();
    const { weights: trained, moments } = state;
    return {
      logitsBefore,
      ...metrics,
      weights: trained,
      moments,
      logitsAfter: await network.forward(batch),
    };
  } finally {
    network.dispose();
  }
}

/** Largest difference of two lists of arrays, relative to the larger of 1 and the values of the array it is in. */
export function largestDifference(
  actual: readonly Float32Array[],
  expected: readonly Float32Array[],
): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...actual.map((values, index) => difference(values, expected[index])));
}

function difference(actual: Float32Array, expected: Float32Array | undefined): number {
  if (expected?.length !== actual.length) return Number.POSITIVE_INFINITY;
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return actual.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - (expected[index] ?? 0)) / scale),
    0,
  );
}

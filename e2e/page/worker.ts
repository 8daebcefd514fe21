import * as tf from '@tensorflow/tfjs-core';
import { initialWeights } from '../../src/core/initialize.ts';
import { presets } from '../../src/core/presets.ts';
import type { Architecture } from '../../src/core/recipe.ts';
import { createMnist } from '../../src/datasets/mnist/load.ts';
import {
  largestDifference,
  livelyWeights,
  noiseImages,
  train,
  wholeBatch,
} from '../../src/engine/contract/networks.ts';
import type { Runtime } from '../../src/engine/runtime.ts';
import { createTfjsRuntime } from '../../src/engine/tfjs/runtime.ts';
import { loadWasmRuntime } from '../../src/engine/wasm/load.ts';
import { EngineError } from '../../src/protocol/errors.ts';
import { countGpuWork } from './count-gpu-work.ts';

export type Gpu = 'webgpu' | 'webgl';

export type PageRequest =
  /** One step of a network on a GPU backend, beside the same on our kernels. */
  | { readonly type: 'compare'; readonly backend: Gpu; readonly architecture: Architecture }
  /** What the GPU is given for one optimizer step of a preset. */
  | {
      readonly type: 'count';
      readonly backend: Gpu;
      readonly presetId: string;
      readonly batchSize: number;
    }
  /** The losses of a preset's first steps on MNIST, on our kernels and on a GPU backend. */
  | {
      readonly type: 'curves';
      readonly backend: Gpu;
      readonly presetId: string;
      readonly steps: number;
    }
  /** A WebGPU device that is destroyed while a step is read back, and a step on the next one. */
  | { readonly type: 'lose' };

export type PageReply =
  | { readonly ours: readonly number[]; readonly theirs: readonly number[] }
  | { readonly codes: readonly string[]; readonly nextLosses: readonly number[] }
  | { readonly difference: number }
  | { readonly dispatches: number; readonly submits: number; readonly draws: number };

/** Images a step of `curves`. */
const curveBatch = 64;

const runtimes = new Map<string, Promise<Runtime>>();

function runtimeOf(name: 'wasm' | Gpu): Promise<Runtime> {
  const runtime =
    runtimes.get(name) ?? (name === 'wasm' ? loadWasmRuntime(1) : createTfjsRuntime(name));
  runtimes.set(name, runtime);
  return runtime;
}

self.addEventListener('message', ({ data }: MessageEvent<PageRequest>) => {
  answer(data).then(
    (reply) => postMessage(reply),
    (error: unknown) => postMessage({ problem: String(error) }),
  );
});

function answer(request: PageRequest): Promise<PageReply> {
  if (request.type === 'compare') return compare(request);
  if (request.type === 'count') return count(request);
  return request.type === 'curves' ? curves(request) : lose();
}

/** The largest difference of logits, losses, gradients and logits after a step of SGD at rate 1. */
async function compare({ backend, architecture }: PageRequest & { type: 'compare' }) {
  const network = { architecture, weights: livelyWeights(architecture) };
  const step = {
    learningRate: 1,
    batches: [wholeBatch(noiseImages(8))],
    setup: { optimizer: 'sgd', weightDecay: 0 },
  } as const;
  const expected = await train(await runtimeOf('wasm'), network, step);
  const actual = await train(await runtimeOf(backend), network, step);
  const told = ({ logitsBefore, losses, weights }: typeof actual) => [
    logitsBefore,
    losses,
    ...weights,
  ];
  return { difference: largestDifference(told(actual), told(expected)) };
}

const architectureOf = (presetId: string): Architecture =>
  presets.find(({ id }) => id === presetId)?.architecture ?? [];

async function curves({ backend, presetId, steps }: PageRequest & { type: 'curves' }) {
  const dataset = createMnist(new URL('../', location.href).href);
  await dataset.until('train', steps * curveBatch);
  const losses = async (runtime: Runtime) => {
    const architecture = architectureOf(presetId);
    const network = await runtime.build({
      architecture,
      state: { weights: initialWeights(architecture, 1), moments: [], step: 0 },
      pixelRange: '0..1',
      training: { optimizer: 'adam', weightDecay: 0, batchSize: curveBatch, seed: 1 },
    });
    const curve: number[] = [];
    for (let step = 0; step < steps; step++) {
      const indices = Uint32Array.from({ length: curveBatch }, (_, row) => step * curveBatch + row);
      await network.trainStep({ set: dataset.train, indices }, 1e-3);
      curve.push(...(await network.takeStepMetrics()).losses);
    }
    network.dispose();
    return curve;
  };
  return {
    ours: await losses(await runtimeOf('wasm')),
    theirs: await losses(await runtimeOf(backend)),
  };
}

async function lose() {
  const architecture = architectureOf('cnn-1k');
  const stepOn = async (runtime: Runtime) => {
    const network = await runtime.build({
      architecture,
      state: { weights: initialWeights(architecture, 1), moments: [], step: 0 },
      pixelRange: '0..1',
      training: { optimizer: 'adam', weightDecay: 0, batchSize: 8, seed: 1 },
    });
    await network.trainStep(wholeBatch(noiseImages(8)), 1e-3);
    return network;
  };
  const codeOf = (error: unknown) => (error instanceof EngineError ? error.code : String(error));
  const network = await stepOn(await createTfjsRuntime('webgpu'));
  const reading = Promise.resolve(network.takeStepMetrics()).then(() => 'read', codeOf);
  (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
  const stateReading = Promise.resolve(network.readState()).then(() => 'read', codeOf);
  const codes = [await reading, await stateReading];
  const next = await stepOn(await createTfjsRuntime('webgpu'));
  const nextLosses = [...(await next.takeStepMetrics()).losses];
  return { codes, nextLosses };
}

async function count({ backend, presetId, batchSize }: PageRequest & { type: 'count' }) {
  const runtime = await runtimeOf(backend);
  const architecture = architectureOf(presetId);
  const network = await runtime.build({
    architecture,
    state: { weights: livelyWeights(architecture), moments: [], step: 0 },
    pixelRange: '0..1',
    training: { optimizer: 'adam', weightDecay: 0, batchSize, seed: 1 },
  });
  const batch = wholeBatch(noiseImages(batchSize));
  await network.trainStep(batch, 1e-3); // compiles, and uploads what stays
  await network.takeStepMetrics();
  const work = await countGpuWork(async () => network.trainStep(batch, 1e-3));
  network.dispose();
  return work;
}

import { initialWeights } from '../../src/core/initialize.ts';
import { presets } from '../../src/core/presets.ts';
import { createMnist } from '../../src/datasets/mnist/load.ts';
import type { ImageSet, Network, Runtime } from '../../src/engine/runtime.ts';
import { createTfjsRuntime } from '../../src/engine/tfjs/runtime.ts';
import { loadWasmRuntime } from '../../src/engine/wasm/load.ts';

export type BenchPath = 'wasm' | 'wasm-threads' | 'tfjs-cpu' | 'tfjs-webgl' | 'tfjs-webgpu';

export type BenchRequest =
  | {
      readonly type: 'build';
      readonly path: BenchPath;
      readonly work: string;
      readonly batch: number;
    }
  /** Training steps for about `ms`, at least one. */
  | { readonly type: 'train'; readonly ms: number }
  /** Inference, one image a call, for about `ms`, at least one call; each call read back. */
  | { readonly type: 'infer'; readonly ms: number };

export type BenchReply =
  | { readonly threads: number; readonly firstStepMs: number }
  | { readonly imagesPerSecond: number }
  | { readonly callMs: readonly number[] };

let runtime: Runtime | null = null;
let network: Network | null = null;
let images: ImageSet | null = null;
let batchSize = 0;
let position = 0;

self.addEventListener('message', ({ data }: MessageEvent<BenchRequest>) => {
  answer(data).then(
    (reply) => postMessage(reply),
    (error: unknown) =>
      postMessage({ problem: error instanceof Error ? error.message : String(error) }),
  );
});

function answer(request: BenchRequest): Promise<BenchReply> {
  switch (request.type) {
    case 'build':
      return build(request);
    case 'train':
      return train(request.ms);
    case 'infer':
      return infer(request.ms);
    default:
      return request satisfies never;
  }
}

const createRuntimes: Readonly<Record<BenchPath, () => Promise<Runtime>>> = {
  wasm: () => loadWasmRuntime(1),
  'wasm-threads': () => loadWasmRuntime(),
  'tfjs-cpu': () => createTfjsRuntime('cpu'),
  'tfjs-webgl': () => createTfjsRuntime('webgl'),
  'tfjs-webgpu': () => createTfjsRuntime('webgpu'),
};

async function build({ path, work, batch }: BenchRequest & { type: 'build' }): Promise<BenchReply> {
  const preset = presets.find(({ id }) => id === work);
  if (preset === undefined) throw new Error(`no preset ${work}`);
  images ??= await trainingImages();
  runtime ??= await createRuntimes[path]();
  network?.dispose();
  batchSize = batch;
  network = await runtime.build({
    architecture: preset.architecture,
    state: { weights: initialWeights(preset.architecture, 1), moments: [], step: 0 },
    pixelRange: '0..1',
    training: { optimizer: 'adam', weightDecay: 0, batchSize: batch, seed: 1 },
  });
  const startedMs = performance.now();
  await step(network);
  await network.takeStepMetrics();
  return { threads: runtime.info.threads, firstStepMs: performance.now() - startedMs };
}

async function trainingImages(): Promise<ImageSet> {
  const dataset = createMnist(new URL('../', location.href).href);
  await dataset.until('train', 5000);
  return dataset.train;
}

async function step(built: Network): Promise<void> {
  const set = images;
  if (set === null) throw new Error('nothing is built');
  const indices = Uint32Array.from({ length: batchSize }, (_, row) => (position + row) % 5000);
  position += batchSize;
  await built.trainStep({ set, indices }, 1e-3);
}

async function train(ms: number): Promise<BenchReply> {
  if (network === null) throw new Error('nothing is built');
  const startedMs = performance.now();
  let steps = 0;
  do {
    await step(network);
    steps++;
  } while (performance.now() - startedMs < ms);
  await network.takeStepMetrics(); // a GPU has done the work only when it is read back
  return { imagesPerSecond: (1000 * steps * batchSize) / (performance.now() - startedMs) };
}

async function infer(ms: number): Promise<BenchReply> {
  if (network === null || images === null) throw new Error('nothing is built');
  const batch = { set: images, indices: Uint32Array.of(0) };
  const callMs: number[] = [];
  const endMs = performance.now() + ms;
  do {
    const startedMs = performance.now();
    const calls = callsPerBlock(callMs.at(-1));
    for (let call = 0; call < calls; call++) await network.forward(batch);
    callMs.push((performance.now() - startedMs) / calls);
  } while (performance.now() < endMs);
  return { callMs: callMs.slice(Math.min(2, callMs.length - 1)) };
}

/** Enough calls for a block of about 2 ms. */
const callsPerBlock = (lastCallMs = 2): number =>
  Math.max(1, Math.round(2 / Math.max(lastCallMs, 0.002)));

import { initialWeights } from '../../src/core/initialize.ts';
import { createMnist } from '../../src/datasets/mnist/load.ts';
import type { Batch, ImageSet, Network, Runtime } from '../../src/engine/runtime.ts';
import type { BenchRequest, BuildReply } from './messages.ts';
import { commonLosses, createRuntimes, notes } from './runtimes.ts';

/** The images that every path trains on, again and again, in packed order. */
const imageCount = 5000;

let runtime: Runtime | null = null;
let images: ImageSet | null = null;
let network: Network | null = null;
let batchSize = 0;
let position = 0;

/** Builds the network in place of the one before. A path that can only answer says so in the reply. */
export async function build(request: BenchRequest & { type: 'build' }): Promise<BuildReply> {
  const { path, architecture, batch } = request;
  images ??= await trainingImages();
  runtime ??= await createRuntimes[path]();
  network?.dispose();
  network = null;
  batchSize = batch;
  position = 0;
  network = await runtime.build({
    architecture,
    state: { weights: initialWeights(architecture, 1), moments: [], step: 0 },
    pixelRange: '0..1',
    training: { optimizer: 'adam', weightDecay: 0, batchSize: batch, seed: 1 },
  });
  const { threads } = runtime.info;
  const common = { threads, memoryBytes: network.memoryBytes, note: notes[path] ?? null };
  try {
    return { ...common, ...(await firstSteps(network, commonLosses(path))), trainingProblem: null };
  } catch (error) {
    const trainingProblem = error instanceof Error ? error.message : String(error);
    return { ...common, firstStepMs: null, losses: [], trainingProblem };
  }
}

async function firstSteps(built: Network, count: number) {
  const startedMs = performance.now();
  await step(built);
  const { losses } = await built.takeStepMetrics();
  const firstStepMs = performance.now() - startedMs;
  const all = [...losses];
  while (all.length < count) {
    await step(built);
    all.push(...(await built.takeStepMetrics()).losses);
  }
  return { firstStepMs, losses: all };
}

async function trainingImages(): Promise<ImageSet> {
  const dataset = createMnist(new URL('../', location.href).href);
  await dataset.until('train', imageCount);
  return dataset.train;
}

/** The next `rows` images. */
function nextBatch(rows: number): Batch {
  if (images === null) throw new Error('nothing is built');
  const first = position;
  position += rows;
  return {
    set: images,
    indices: Uint32Array.from({ length: rows }, (_, row) => (first + row) % imageCount),
  };
}

const step = async (built: Network): Promise<void> =>
  await built.trainStep(nextBatch(batchSize), 1e-3);

/** Images a second over training steps of about `ms` in all. */
export async function train(ms: number): Promise<number> {
  if (network === null) throw new Error('nothing is built');
  const startedMs = performance.now();
  let steps = 0;
  do {
    await step(network);
    steps++;
  } while (performance.now() - startedMs < ms);
  await network.takeStepMetrics(); // a GPU has done the work only when it is read back
  return (1000 * steps * batchSize) / (performance.now() - startedMs);
}

/** Milliseconds a call, by blocks of calls: the first two blocks are warm-up where there are more. */
export async function infer(rows: number, ms: number): Promise<readonly number[]> {
  if (network === null) throw new Error('nothing is built');
  const batch = nextBatch(rows);
  const callMs: number[] = [];
  const endMs = performance.now() + ms;
  do {
    const startedMs = performance.now();
    const calls = callsPerBlock(callMs.at(-1));
    for (let call = 0; call < calls; call++) await network.forward(batch);
    callMs.push((performance.now() - startedMs) / calls);
  } while (performance.now() < endMs);
  return callMs.slice(Math.min(2, callMs.length - 1));
}

/** Enough calls for a block of about 2 ms. */
const callsPerBlock = (lastCallMs = 2): number =>
  Math.max(1, Math.round(2 / Math.max(lastCallMs, 0.002)));

import { initialWeights } from '../../core/initialize.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { RuntimeInfo } from '../../core/run.ts';
import type { DeviceOption } from '../../protocol/jobs.ts';
import { inspectAdapters } from '../adapters.ts';
import { createRuntimeOn, gpuBackends, type RuntimeOptions } from '../choose-runtime.ts';
import { classifyError } from '../classify-error.ts';
import { ownCompute } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { nextMacrotask } from '../macrotask.ts';
import type { Batch, Network, Runtime } from '../runtime.ts';
import type { Handlers, JobContext } from '../serve.ts';
import { batchMaker } from './augmented-batches.ts';
import { untilImages } from './until-images.ts';

/** Steps are timed for about this long on each device. */
const timedMs = 1500;
/** The queue is read back, and a cancel heard, about this often. */
const roundMs = 100;

type Context = JobContext<'tryDevices'>;

interface Candidate {
  /** What to call the option when nothing can be opened. */
  readonly info: RuntimeInfo;
  open(): Promise<Runtime>;
  close(runtime: Runtime): void;
}

/** Times real training steps of a recipe on every runtime of this machine, while nothing else computes. */
export const tryDevicesJob =
  (engine: Engine, options: RuntimeOptions = {}): Handlers['tryDevices'] =>
  async ({ recipe }, context) => {
    const { validation } = engine.dataset;
    const rows = Math.min(recipe.setup.batchSize, validation.count);
    await untilImages(engine.dataset, { split: 'validation', count: rows, signal: context.signal });
    const indices = Uint32Array.from({ length: rows }, (_, index) => index);
    const batchOf = batchMaker(validation, recipe.setup);
    const nextBatch = () => batchOf(indices, 1);
    const candidates = await findCandidates(engine, options);
    const found = await ownCompute(context.signal, async () => {
      const tried: DeviceOption[] = [];
      for (const candidate of candidates) {
        const option = await tryCandidate(candidate, { recipe, nextBatch }, context);
        context.report(option);
        tried.push(option);
      }
      return tried;
    });
    return { options: found };
  };

async function findCandidates(
  engine: Engine,
  options: RuntimeOptions,
): Promise<readonly Candidate[]> {
  const wasm: Candidate = {
    info: { kind: 'wasm', backend: 'wasm', threads: 1 },
    open: () => engine.runtime('wasm'),
    close: () => undefined, // the engine's own
  };
  const adapters = await inspectAdapters();
  const gpus = gpuBackends.map((backend): Candidate => {
    const device = adapters[backend]?.name;
    const info = { kind: 'tfjs', backend, threads: 1 } as const;
    return {
      info: device === undefined ? info : { ...info, device },
      open: () => createRuntimeOn(backend, adapters[backend], options),
      close: (runtime) => runtime.dispose(),
    };
  });
  return [wasm, ...gpus];
}

interface Work {
  readonly recipe: Recipe;
  /** Made anew for each step, since augmentation is a part of training's time. */
  readonly nextBatch: () => Batch;
}

/** A device that cannot run is an option with its problem in words; only a cancel is thrown. */
async function tryCandidate(
  { info, open, close }: Candidate,
  work: Work,
  { signal }: Context,
): Promise<DeviceOption> {
  signal.throwIfAborted();
  try {
    const runtime = await open();
    try {
      return { runtime: runtime.info, problem: null, ...(await timeSteps(runtime, work, signal)) };
    } finally {
      close(runtime);
    }
  } catch (error) {
    signal.throwIfAborted();
    const problem = classifyError(error).message;
    return { runtime: info, imagesPerSecond: null, firstStepMs: null, problem };
  }
}

async function timeSteps(runtime: Runtime, { recipe, nextBatch }: Work, signal: AbortSignal) {
  const { architecture, setup } = recipe;
  const start = performance.now();
  const network = await runtime.build({
    architecture,
    state: { weights: initialWeights(architecture, setup.seed), moments: [], step: 0 },
    pixelRange: setup.pixelRange,
    training: setup,
  });
  try {
    const step = () => network.trainStep(nextBatch(), setup.learningRate);
    await step();
    await network.takeStepMetrics();
    const firstStepMs = performance.now() - start;
    const stepsPerSecond = await rateOf(network, step, signal);
    return { firstStepMs, imagesPerSecond: stepsPerSecond * nextBatch().indices.length };
  } finally {
    network.dispose();
  }
}

/** Steps a second, in rounds that grow until reading back weighs little. */
async function rateOf(
  network: Network,
  step: () => void | Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const start = performance.now();
  let steps = 0;
  let stepsPerRound = 1;
  let elapsedMs = 0;
  while (elapsedMs < timedMs) {
    await nextMacrotask();
    signal.throwIfAborted();
    const roundStart = performance.now();
    for (let index = 0; index < stepsPerRound; index++) await step();
    await network.takeStepMetrics();
    const now = performance.now();
    steps += stepsPerRound;
    if (now - roundStart < roundMs / 2) stepsPerRound *= 2;
    elapsedMs = now - start;
  }
  return (1000 * steps) / elapsedMs;
}

import type { RunStatus } from '../../core/run.ts';
import { learningRateAt } from '../../core/schedule.ts';
import { floatModel } from '../../core/stored-model.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { DataProgress, TrainInput, TrainPhase, TrainResult } from '../../protocol/jobs.ts';
import { deleteCheckpoint, putCheckpoint, runLockName } from '../../storage/runs-db.ts';
import type { RunHistory } from '../../storage/stored.ts';
import { atMostEvery } from '../at-most-every.ts';
import { holdingLock, sharingCompute, type Yielding } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { inferenceOf } from '../models.ts';
import type { Network, Runtime, TrainingState } from '../runtime.ts';
import { engineVersion, type JobContext } from '../serve.ts';
import { chunkSize, stepsPerEpoch } from './batches.ts';
import { finishRun } from './finish-run.ts';
import { type Fit, fitOf, isContinued } from './fit.ts';
import { ownShare } from './own-share.ts';
import { type LoopHistory, Recorder } from './recorder.ts';
import { teacherOf } from './teacher.ts';
import { TrainingLoop } from './training-loop.ts';
import { untilImages } from './until-images.ts';

type Context = JobContext<'train'> & { readonly yielding: Yielding };

/** Checkpoints take at most this share of the time. */
const checkpointShare = 0.1;

/** Trains, evaluates, stores: one run at a time. */
export function trainJob(engine: Engine) {
  let isTraining = false;
  return async (input: TrainInput, context: JobContext<'train'>): Promise<TrainResult> => {
    if (isTraining) throw new EngineError('internal', 'Another run is training: stop it first');
    isTraining = true;
    try {
      return await holdingLock(runLockName(input.runId), () =>
        sharingCompute(context.signal, (yielding) =>
          trainRun(engine, input, { ...context, yielding }),
        ),
      );
    } catch (error) {
      if (context.signal.aborted) await forgetCheckpoint(input.runId);
      if (error instanceof EngineError && error.code === 'context-lost')
        engine.forgetRuntime(input.runtime);
      throw error;
    } finally {
      isTraining = false;
    }
  };
}

async function trainRun(engine: Engine, input: TrainInput, context: Context): Promise<TrainResult> {
  await loadFirstImages(engine, input, context);
  reportPhase(context, plannedSetup(input), { phase: 'building' });
  const runtime = await engine.runtime(input.runtime);
  const own = ownShare(engine, input);
  const fit = await fitOf(own.engine, own.input, context.signal);
  const historyOf = await historyMaker(engine, input, runtime);
  const place = { ...own, context, runtime, fit, historyOf };
  const ended = fit.recipe.setup.epochs === 0 ? untrained(place) : await runLoop(place);
  let { network } = ended;
  try {
    const state = await fit.finish(ended.state);
    // A compressed network is asked as it is stored, not as it trained.
    if (network === null || state.model !== undefined) {
      engine.models.endLive(input.runId);
      network?.dispose();
      network = null;
      const model = state.model ?? floatModel(input.recipe, state.weights);
      network = await runtime.build({ ...inferenceOf(model), threaded: true });
    }
    const { history, status } = ended;
    return await finishRun(own.engine, { history, status, network, state, signal: context.signal });
  } finally {
    engine.models.endLive(input.runId);
    network?.dispose();
  }
}

interface Place {
  readonly engine: Engine;
  readonly input: TrainInput;
  readonly context: Context;
  readonly runtime: Runtime;
  readonly fit: Fit;
  readonly historyOf: (history: LoopHistory) => RunHistory;
}

interface Trained {
  readonly status: RunStatus;
  readonly history: RunHistory;
  readonly state: TrainingState;
  /** As it is after the last step; whoever gets it disposes it. */
  readonly network: Network | null;
}

function untrained({ context, fit, historyOf }: Place): Trained {
  reportPhase(context, fit.recipe.setup, { phase: 'evaluating' });
  const history = historyOf(new Recorder(0).history);
  return { status: 'finished', history, state: fit.state, network: null };
}

async function runLoop(place: Place): Promise<Trained> {
  const { engine, input, context, runtime, fit, historyOf } = place;
  const { recipe, state, earlierEpochs, constrain } = fit;
  const { architecture, setup } = recipe;
  const { distillation } = recipe;
  const training = { ...setup, ...(distillation && { distillation: distillation.params }) };
  const building = { architecture, state, pixelRange: setup.pixelRange, training };
  if (distillation) reportPhase(context, setup, { phase: 'asking-teacher' });
  const teach = distillation ? await teacherOf(engine, input, context.signal) : null;
  let network = await runtime.build(building);
  engine.models.setLive(input.runId, network);
  try {
    const isVariant = input.compress === true;
    const checkpoint = isVariant ? async () => undefined : checkpointer(historyOf, network);
    const loop = new TrainingLoop({
      ...{ recipe, network, context, earlierEpochs, checkpoint, constrain, teach },
      ...{ startPaused: input.startPaused, runtime: runtime.info, dataset: engine.dataset },
      yielding: context.yielding,
    });
    const status = await loop.run();
    await loop.report('evaluating');
    await checkpoint(loop.history);
    if (loop.bestState !== null) {
      engine.models.endLive(input.runId);
      network.dispose();
      network = await runtime.build({ ...building, state: loop.bestState });
      engine.models.setLive(input.runId, network);
    }
    const history = historyOf(loop.history);
    return { status, history, state: await network.readState(), network };
  } catch (error) {
    engine.models.endLive(input.runId);
    network.dispose();
    throw error;
  }
}

/** Enough to begin with; a GPU keeps the set on its device, so there it must be whole. */
async function loadFirstImages(engine: Engine, input: TrainInput, context: Context): Promise<void> {
  const { dataset } = engine;
  const { signal } = context;
  const report = () =>
    reportPhase(context, plannedSetup(input), { phase: 'loading-data', data: dataset.progress });
  const stopListening = dataset.onChange(atMostEvery(100, report));
  const { trainingImages, labelNoise } = input.recipe.setup;
  const needsAll = input.fold !== undefined || labelNoise > 0;
  const firstImages = needsAll ? trainingImages : Math.min(chunkSize, trainingImages);
  const count = input.runtime === 'wasm' ? firstImages : dataset.train.count;
  try {
    await untilImages(dataset, { split: 'validation', count: dataset.validation.count, signal });
    await untilImages(dataset, { split: 'train', count, signal });
  } finally {
    stopListening();
  }
}

async function historyMaker(engine: Engine, input: TrainInput, runtime: Runtime) {
  const createdAt = Date.now();
  const continued = await isContinued(engine, input);
  const parent = input.parentId === null ? null : await engine.models.record(input.parentId);
  return (history: LoopHistory): RunHistory => ({
    id: input.runId,
    name: input.name,
    createdAt,
    parentId: input.parentId,
    isContinued: continued || input.fold !== undefined,
    recipe: input.recipe,
    dataset: 'mnist',
    engineVersion,
    runtime: runtime.info,
    environment: engine.environment,
    ...(parent?.origin !== undefined && { origin: parent.origin }),
    ...(input.sweepId !== undefined && { sweepId: input.sweepId }),
    ...(input.sweepPlace !== undefined && { sweepPlace: input.sweepPlace }),
    ...(input.isCheck === true && { isCheck: true as const }),
    ...(input.fold !== undefined && { fold: input.fold }),
    ...history,
  });
}

/** Stores how far a run has come, unless that would take too much of the time; goes on where nothing is stored. */
function checkpointer(historyOf: (history: LoopHistory) => RunHistory, network: Network) {
  let nextMs = Number.NEGATIVE_INFINITY;
  return async (history: LoopHistory): Promise<void> => {
    const startedMs = performance.now();
    if (startedMs < nextMs) return;
    const checkpoint = { history: historyOf(history), state: await network.readState() };
    await putCheckpoint(checkpoint).catch(() => undefined);
    const endedMs = performance.now();
    nextMs = endedMs + (endedMs - startedMs) / checkpointShare;
  };
}

const forgetCheckpoint = (id: string): Promise<void> => deleteCheckpoint(id).catch(() => undefined);

/** How long the training of a technique takes, if it trains at all, is known once there is its plan. */
const plannedSetup = ({ recipe: { setup }, compress }: TrainInput): TrainingSetup =>
  compress === true ? { ...setup, epochs: 0 } : setup;

/** Tells the page what goes on beside the steps. */
function reportPhase(
  { report }: Context,
  setup: TrainingSetup,
  { phase, data = null }: { phase: TrainPhase; data?: DataProgress | null },
): void {
  report({
    ...{ phase, data, runtime: null, step: 0, epoch: 1 },
    totalSteps: stepsPerEpoch(setup) * setup.epochs,
    stepsPerEpoch: stepsPerEpoch(setup),
    learningRate: learningRateAt(setup, 0, stepsPerEpoch(setup) * setup.epochs),
    stepLosses: new Float32Array(0),
    stepAccuracies: new Float32Array(0),
    ...{ validations: [], epochs: [], stripAnswers: null },
    ...{ imagesPerSecond: 0, elapsedSeconds: 0, remainingSeconds: null },
  });
}

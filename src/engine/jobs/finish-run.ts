import { trainingMemory } from '../../core/memory.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { RunRecord, RunSize, RunStatus, Score, TestResult } from '../../core/run.ts';
import { floatModel, type StoredModel, weightsOf } from '../../core/stored-model.ts';
import { storedSizes } from '../../core/stored-sizes.ts';
import { summarize } from '../../core/summary.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import { sha256Hex } from '../../datasets/sha256.ts';
import { writeModelFile } from '../../export/model-file.ts';
import type { Split, TrainResult } from '../../protocol/jobs.ts';
import { putRun } from '../../storage/runs-db.ts';
import type { RunHistory, StoredState } from '../../storage/stored.ts';
import type { Engine } from '../engine.ts';
import type { Network } from '../runtime.ts';
import { firstRows, forwardAll, scoreOf, testResultOf } from './evaluate.ts';
import { untilImages } from './until-images.ts';

/** More would take long and tell no more. */
const mostTrainingImages = 10_000;

interface Ended {
  readonly history: RunHistory;
  readonly status: RunStatus;
  readonly network: Network;
  /** What the run comes to: `model` where it is compressed. */
  readonly state: StoredState;
  readonly signal: AbortSignal;
}

/** Scores a trained network, reading the test set once, and stores record and weights before it gives the record back. */
export async function finishRun(engine: Engine, ended: Ended): Promise<TrainResult> {
  const { history, status, network, state, signal } = ended;
  const model = state.model ?? floatModel(history.recipe, state.weights);
  const { trainingImages } = history.recipe.setup;
  const score = (split: Split, count: number) =>
    scoreSplit(engine.dataset, ended, { split, count });
  const trainingCount = Math.min(mostTrainingImages, trainingImages);
  const training = await score('train', trainingCount);
  const validation = await score('validation', engine.dataset.validation.count);
  const test = status === 'diverged' ? null : await readTestSet(engine.dataset, network, signal);
  const { stepLosses, stepAccuracies, validations, ...head } = history;
  const curves = { stepLosses, stepAccuracies, validations };
  const record: RunRecord = {
    ...head,
    status,
    size: await sizeOf(history.recipe, model),
    training,
    validation,
    test,
    latency: null,
    hash: await hashOf(stepLosses, weightsOf(model)),
  };
  signal.throwIfAborted();
  const isStored = await putRun({ record, curves, state }).then(
    () => true,
    () => false,
  );
  if (!isStored) engine.models.keep(record, state);
  return { ...record, ...curves, isStored };
}

async function scoreSplit(
  dataset: Dataset,
  { network, signal }: Ended,
  { split, count }: { split: Split; count: number },
): Promise<Score> {
  await untilImages(dataset, { split, count, signal });
  const set = dataset[split];
  const logits = await forwardAll(network, { set, indices: firstRows(count) }, signal);
  return scoreOf(logits, set.labels.subarray(0, count));
}

async function readTestSet(
  dataset: Dataset,
  network: Network,
  signal: AbortSignal,
): Promise<TestResult> {
  const { test } = dataset;
  await untilImages(dataset, { split: 'test', count: test.count, signal });
  const logits = await forwardAll(network, { set: test, indices: firstRows(test.count) }, signal);
  return testResultOf(logits, test.labels);
}

async function sizeOf(recipe: Recipe, model: StoredModel): Promise<RunSize> {
  const summary = summarize(model.architecture);
  const file = writeModelFile(recipe, model);
  return {
    parameters: summary.parameters,
    trainableParameters: summary.trainableParameters,
    macs: summary.macs,
    weightBytes: summary.weightBytes,
    fileBytes: file.length,
    deflatedBytes: await deflatedByteLength(file),
    peakActivationBytes: summary.peakActivationBytes,
    trainingBytes: trainingMemory(summary, recipe.setup).totalBytes,
    stored: { ...storedSizes(model), huffmanFileBytes: huffmanFileBytes(recipe, model) },
  };
}

/** Null where there is nothing to code. */
function huffmanFileBytes(recipe: Recipe, model: StoredModel): number | null {
  const hasCodes = model.tensors.some(({ type }) => type === 'integer' || type === 'codebook');
  return hasCodes ? writeModelFile(recipe, { ...model, coding: 'huffman' }).length : null;
}

/** Bytes after deflate at the browser's own level, without a container. */
async function deflatedByteLength(file: Uint8Array<ArrayBuffer>): Promise<number> {
  const deflating = new Blob([file]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return (await new Response(deflating).arrayBuffer()).byteLength;
}

/** SHA-256 over the float32 step losses, then the weights in Keras order: equal for equal runs. */
export async function hashOf(
  stepLosses: Float32Array,
  weights: readonly Float32Array[],
): Promise<string> {
  const tensors = [stepLosses, ...weights];
  const all = new Float32Array(tensors.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const tensor of tensors) {
    all.set(tensor, offset);
    offset += tensor.length;
  }
  return sha256Hex(new Uint8Array(all.buffer));
}

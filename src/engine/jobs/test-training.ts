import { availableParallelism } from 'node:os';
import { defaultsOf } from '../../core/fields.ts';
import { initialWeights } from '../../core/initialize.ts';
import { presets } from '../../core/presets.ts';
import type { Recipe } from '../../core/recipe.ts';
import type { EpochSummary, Score } from '../../core/run.ts';
import { summarize } from '../../core/summary.ts';
import { trainingThreads } from '../../core/threads.ts';
import { trainingFields } from '../../core/training-setup.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { AccuracyRun } from '../contract/accuracy-runs.ts';
import { createMailbox } from '../mailbox.ts';
import type { Runtime } from '../runtime.ts';
import { createThreadedRuntime } from '../wasm/test-crew.ts';
import { firstRows, forwardAll, scoreOf } from './evaluate.ts';
import { createTestDataset, endTestEngines } from './test-engine.ts';
import { TrainingLoop } from './training-loop.ts';

export interface Measured {
  readonly parameters: number;
  readonly epochs: readonly EpochSummary[];
  readonly test: Score;
  readonly seconds: number;
}

export interface Trainer {
  readonly threads: number;
  /** Trains from fresh weights to the last epoch, and reads the test set once. */
  measure(recipe: Recipe): Promise<Measured>;
  dispose(): void;
}

/** The page's kernels on as many threads as the page takes. */
export async function createTestRuntime() {
  const hardwareConcurrency = availableParallelism();
  const threads = trainingThreads({ crossOriginIsolated: true, hardwareConcurrency });
  return { threads, runtime: await createThreadedRuntime(threads) };
}

/** What the page trains with, in Node: its loop, its kernels on its threads, its data. */
export async function createTrainer(): Promise<Trainer> {
  const { threads, runtime } = await createTestRuntime();
  const dataset = await createTestDataset();
  await dataset.load();
  return {
    threads,
    measure: (recipe) => trainAndRead(recipe, runtime, dataset),
    dispose() {
      runtime.dispose();
      endTestEngines();
    },
  };
}

/** The recipe of a run, with one of its seeds. */
export function recipeOf(
  { presetId, setup }: Pick<AccuracyRun, 'presetId' | 'setup'>,
  seed: number,
): Recipe {
  const preset = presets.find(({ id }) => id === presetId);
  if (preset === undefined) throw new Error(`no preset ${presetId}`);
  const { architecture } = preset;
  return { architecture, setup: { ...defaultsOf(trainingFields), ...setup, seed } };
}

const { signal } = new AbortController();

async function trainAndRead(recipe: Recipe, runtime: Runtime, dataset: Dataset): Promise<Measured> {
  const { architecture, setup } = recipe;
  const { pixelRange, seed } = setup;
  const state = { weights: initialWeights(architecture, seed), moments: [], step: 0 };
  const network = await runtime.build({ architecture, state, pixelRange, training: setup });
  const startedMs = performance.now();
  const loop = new TrainingLoop({
    ...{ recipe, network, dataset, runtime: runtime.info },
    ...{
      startPaused: false,
      yielding: (wait) => wait(),
      earlierEpochs: 0,
      teach: null,
      constrain: null,
    },
    context: { signal, controls: createMailbox(), report: () => undefined },
    checkpoint: () => Promise.resolve(),
  });
  await loop.run();
  const seconds = (performance.now() - startedMs) / 1000;
  const { test } = dataset;
  const logits = await forwardAll(network, { set: test, indices: firstRows(test.count) }, signal);
  network.dispose();
  const { parameters } = summarize(architecture);
  const { epochs } = loop.history;
  return { parameters, epochs, test: scoreOf(logits, test.labels), seconds };
}

import { pairedTest } from '../../core/compare-runs.ts';
import { controlSteps } from '../../core/lineage.ts';
import { stepsOf } from '../../core/recipe.ts';
import { type AnsweredTest, hasAnswers, type RunRecord } from '../../core/run.ts';
import type { CompressionStep } from '../../core/techniques/index.ts';
import type { TrainControl, TrainInput, TrainResult } from '../../protocol/jobs.ts';
import type { CompressionResult } from '../contract/compression-bounds.ts';
import type { CompressionRun } from '../contract/compression-runs.ts';
import { createEngine } from '../engine.ts';
import { createMailbox } from '../mailbox.ts';
import { createTestDataset, endTestEngines, inputOf, variantOf } from './test-engine.ts';
import { createTestRuntime, recipeOf } from './test-training.ts';
import { trainJob } from './train.ts';

export interface Compressor {
  readonly threads: number;
  /** Trains the network, applies the steps, and trains the control on; each reads the test set once, at its end. */
  measure(run: CompressionRun, seed: number): Promise<CompressionResult>;
  dispose(): void;
}

interface Timed {
  readonly record: TrainResult;
  /** By the clock, with scoring and storing. */
  readonly seconds: number;
}

/** The page's whole engine in Node, its threads and its data. What two runs have in common is trained once. */
export async function createCompressor(): Promise<Compressor> {
  const { runtime, threads } = await createTestRuntime();
  const dataset = await createTestDataset();
  await dataset.load();
  const run = trainJob(
    createEngine({
      dataset,
      environment: { browser: 'Node', crossOriginIsolated: true, hardwareConcurrency: threads },
      createRuntime: () => Promise.resolve(runtime),
    }),
  );
  const { signal } = new AbortController();
  const known = new Map<string, Promise<Timed>>();
  const timed = async (input: TrainInput): Promise<Timed> => {
    const startedMs = performance.now();
    const context = { signal, controls: createMailbox<TrainControl>(), report: () => undefined };
    const record = await run(input, context);
    return { record, seconds: (performance.now() - startedMs) / 1000 };
  };
  const train = (input: TrainInput): Promise<Timed> => {
    const key = JSON.stringify(input.recipe);
    const running = known.get(key) ?? timed(input);
    known.set(key, running);
    return running;
  };
  const apply = async (base: Timed, steps: readonly CompressionStep[]): Promise<Timed> => {
    let last = { ...base, seconds: 0 };
    for (const step of steps) {
      const { record, seconds } = await train(variantOf(last.record, step));
      last = { record, seconds: last.seconds + seconds };
    }
    return last;
  };
  return {
    threads,
    async measure({ steps, ...network }, seed) {
      const base = await train({ ...inputOf({}), recipe: recipeOf(network, seed) });
      const { record: variant, seconds } = await apply(base, steps);
      const { record: control } = await apply(base, controlSteps(steps));
      return { seed, seconds, ...comparisonOf(control, variant) };
    },
    dispose() {
      runtime.dispose();
      endTestEngines();
    },
  };
}

function comparisonOf(control: RunRecord, variant: RunRecord) {
  const [before, after] = [testOf(control), testOf(variant)];
  const { fileBytes, deflatedBytes, weightBytes } = variant.size;
  const isCoded = stepsOf(variant.recipe).some(({ kind }) => kind === 'huffman');
  return {
    ...{ control: before, variant: after, paired: pairedTest(before, after) },
    ...{ weightBytes, storedBytes: isCoded ? fileBytes : deflatedBytes },
  };
}

function testOf({ id, test }: RunRecord): AnsweredTest {
  if (!hasAnswers(test)) throw new Error(`${id} diverged`);
  return test;
}

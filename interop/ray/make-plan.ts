import 'fake-indexeddb/auto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultsOf } from '../../src/core/fields.ts';
import { initialWeights } from '../../src/core/initialize.ts';
import { createLayer } from '../../src/core/layers/index.ts';
import type { Architecture } from '../../src/core/recipe.ts';
import type { Score } from '../../src/core/run.ts';
import { planSweep, type Sweep, type Trial } from '../../src/core/sweep.ts';
import { type TrainingSetup, trainingFields } from '../../src/core/training-setup.ts';
import { engineHandlers } from '../../src/engine/handlers.ts';
import { createTestEngine, endTestEngines, inputOf } from '../../src/engine/jobs/test-engine.ts';
import { serve } from '../../src/engine/serve.ts';
import { createEngineClient, type EngineClient } from '../../src/engine-client/client.ts';
import { sweepFile, trialId } from '../../src/export/sweep-file.ts';
import { interopNetworks } from '../networks.ts';

const short: TrainingSetup = {
  ...defaultsOf(trainingFields),
  ...{ trainingImages: 2000, epochs: 1, batchSize: 32 },
};
const cnn: Architecture = [
  createLayer('conv2d', 'l1', { filters: 8, activation: 'relu' }),
  createLayer('maxPooling2d', 'l2'),
  createLayer('conv2d', 'l3', { filters: 16, activation: 'relu' }),
  createLayer('maxPooling2d', 'l4'),
  createLayer('flatten', 'l5'),
  createLayer('dense', 'l6', { units: 10 }),
];
const widths: Sweep = {
  ...{ kind: 'grid', count: 1, seeds: 2, base: { architecture: cnn, setup: short } },
  axes: [{ target: { kind: 'width' }, values: [0.25, 0.5, 1, 2] }],
};
/** What is held out follows from the seed alone. */
const folds: Sweep = {
  ...widths,
  base: { architecture: cnn, setup: { ...short, trainingImages: 600 } },
  axes: [],
  folds: 3,
};

/** Every network of the interop, once: with what only some setups have. */
const everyLayer: readonly Sweep[] = interopNetworks.map(
  ({ architecture, pixelRange = '0..1' }, place) => {
    const rest = [
      { epochs: 2, patience: 1 },
      { optimizer: 'momentum', schedule: 'cosine', learningRate: 0.01 },
      { optimizer: 'rmsprop', schedule: 'step' },
      { optimizer: 'adamw', warmupSteps: 20 },
    ] as const;
    const setup = {
      ...short,
      pixelRange,
      trainingImages: 500,
      ...rest[place % rest.length],
    };
    return {
      ...{ kind: 'grid', count: 1, seeds: 1, base: { architecture, setup } },
      axes: [{ target: { kind: 'setup', field: 'batchSize' }, values: [32] }],
    };
  },
);

/** What our own engine comes to: of the weights a trial starts from, on the same images in the same order. */
interface Expected {
  /** Of the network in the judges' table. */
  readonly name: string;
  readonly validation: Score;
  readonly test: Score;
  /** File of the weights before the first step, float32 in Keras order. */
  readonly weights: string;
}

/** Writes `sweep.json` (8 trials), `layers.json` (one of each interop network), and what our engine makes of them. */
export async function makePlan(folder: string): Promise<void> {
  const engine = await createTestEngine();
  const { port1, port2 } = new MessageChannel();
  serve(port2, engineHandlers(engine));
  const client = createEngineClient(port1);
  await client.run('loadData', {});
  mkdirSync(folder, { recursive: true });
  const whole = sweepFile(widths);
  const layers = [...everyLayer, folds].flatMap((sweep) => sweepFile(sweep).trials);
  writeFileSync(join(folder, 'sweep.json'), JSON.stringify(whole));
  writeFileSync(join(folder, 'layers.json'), JSON.stringify({ ...whole, trials: layers }));
  const expected: Record<string, Expected> = {};
  const named = [
    ...planSweep(folds).trials.map((trial) => ({ trial, name: trial.words })),
    ...planSweep(widths).trials.map((trial) => ({ trial, name: trial.words })),
    ...everyLayer.flatMap((sweep, place) =>
      planSweep(sweep).trials.map((trial) => ({ trial, name: interopNetworks[place]?.id ?? '' })),
    ),
  ];
  for (const { trial, name } of named) {
    const id = trialId(trial);
    const weights = initialWeights(trial.recipe.architecture, trial.recipe.setup.seed);
    writeFileSync(
      join(folder, `${id}.f32`),
      Buffer.concat(weights.map(({ buffer }) => Buffer.from(buffer))),
    );
    expected[id] = { name, ...(await trained(client, trial)), weights: `${id}.f32` };
  }
  writeFileSync(join(folder, 'expected.json'), JSON.stringify(expected));
  port1.close();
  port2.close();
  endTestEngines();
}

async function trained(
  client: EngineClient,
  { recipe, fold }: Trial,
): Promise<Pick<Expected, 'validation' | 'test'>> {
  const input = { ...inputOf({}), recipe, ...(fold !== null && { fold }) };
  const { validation, test } = await client.run('train', input);
  if (test === null) throw new Error('a trial diverged');
  const { loss, correct, n } = test;
  return { validation, test: { loss, correct, n } };
}

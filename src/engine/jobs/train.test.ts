import 'fake-indexeddb/auto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createLayer } from '../../core/layers/index.ts';
import { listed, type Score } from '../../core/run.ts';
import { createEngineClient, type JobHandle, type PortClient } from '../../engine-client/client.ts';
import type { TrainInput, TrainProgress } from '../../protocol/jobs.ts';
import {
  listInterrupted,
  listRuns,
  readCurves,
  readState,
  readWrongAnswers,
} from '../../storage/runs-db.ts';
import { endTestEngines, inputOf, missing, mlp, startTestEngine } from './test-engine.ts';

let client: PortClient;
beforeAll(async () => {
  client = createEngineClient(await startTestEngine());
  await client.run('loadData', {});
});
afterEach(() => missing.clear());
afterAll(endTestEngines);

interface Watched extends JobHandle<'train'> {
  readonly seen: TrainProgress[];
  readonly id: string;
  /** The first report that fits, also one that has come already. */
  until(fits: (progress: TrainProgress) => boolean): Promise<TrainProgress>;
}

function train(input: TrainInput, engine = client): Watched {
  const seen: TrainProgress[] = [];
  const waiting = new Set<() => void>();
  const onProgress = (progress: TrainProgress) => {
    seen.push(progress);
    for (const look of waiting) look();
  };
  const handle = engine.start('train', input, { onProgress });
  handle.result.catch(() => undefined);
  const until = (fits: (progress: TrainProgress) => boolean) =>
    new Promise<TrainProgress>((resolve, reject) => {
      const look = () => {
        const found = seen.find(fits);
        if (found !== undefined) resolve(found);
      };
      waiting.add(look);
      handle.result.then(look, reject);
      look();
    });
  return { ...handle, seen, id: input.runId, until };
}

const isPaused = ({ phase }: TrainProgress) => phase === 'paused';
const long = { epochs: 200, trainingImages: 55_000 };

test('a run learns real digits, is scored once on the test set, and is stored whole', async () => {
  const run = train(inputOf({ epochs: 2, trainingImages: 6000 }));
  const record = await run.result;
  expect(record).toMatchObject({ status: 'finished', steps: 188, isStored: true, parentId: null });
  expect(record.validation.correct / record.validation.n).toBeGreaterThan(0.85);
  expect(record.training.n).toBe(6000);
  expect(record.test).toMatchObject({ n: 10_000, reads: 1 });
  expect(record.test?.wrong?.indices).toHaveLength(10_000 - (record.test?.correct ?? 0));
  expect(record.epochs.map(({ validation }) => validation.n)).toEqual([5000, 5000]);
  expect(record.epochs.at(-1)?.validation).toEqual(record.validation);
  expect(record.size.parameters).toBe(784 * 32 + 32 + 320 + 10);
  expect(record.size.deflatedBytes).toBeLessThan(record.size.fileBytes);
  expect(record.timing.imagesPerSecond).toBeGreaterThan(0);
  const { isStored: _, stepLosses, stepAccuracies, validations, ...stored } = record;
  expect((await listRuns()).find(({ id }) => id === record.id)).toEqual(listed(stored));
  expect(await readCurves(record.id)).toEqual({ stepLosses, stepAccuracies, validations });
  expect(await readWrongAnswers(record.id)).toEqual(record.test?.wrong);
  expect(await listInterrupted()).toEqual([]);
});

test('the messages of a run hold every step, validation and epoch once, ten a second at most', async () => {
  const startedMs = performance.now();
  const run = train(inputOf({ epochs: 4, trainingImages: 20_000, batchSize: 8 }));
  const record = await run.result;
  const seconds = (performance.now() - startedMs) / 1000;
  const joined = run.seen.flatMap(({ stepLosses }) => Array.from(stepLosses));
  expect(joined).toEqual(Array.from(record.stepLosses));
  expect(run.seen.flatMap(({ validations }) => validations)).toEqual(record.validations);
  expect(run.seen.flatMap(({ epochs }) => epochs)).toEqual(record.epochs);
  // And one for each phase and epoch.
  expect(run.seen.length).toBeLessThan(10 * seconds + 8);
  const answers = run.seen.flatMap(({ stripAnswers }) => stripAnswers ?? []);
  expect(answers.every((answer) => answer >= 0 && answer <= 9)).toBe(true);
});

test('same recipe, same run, to the last bit: whatever else is asked and however it is paused', async () => {
  const recipe = { epochs: 2, trainingImages: 6000 };
  const plain = await train(inputOf(recipe)).result;
  const disturbed = train(inputOf(recipe, { startPaused: true }));
  await disturbed.until(isPaused);
  disturbed.control({ action: 'stepOnce' });
  await disturbed.until(({ phase, step }) => phase === 'paused' && step === 2);
  const image = new Uint8Array(784);
  const { probabilities } = await client.run('predict', { modelId: disturbed.id, image });
  expect(probabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
  disturbed.control({ action: 'resume' });
  expect((await disturbed.result).hash).toBe(plain.hash);
  const other = await train(inputOf({ ...recipe, seed: 2 })).result;
  expect(other.hash).not.toBe(plain.hash);
});

test('Step takes one step, Resume goes on, Stop leaves a usable network', async () => {
  const run = train(inputOf(long, { startPaused: true }));
  expect(await run.until(isPaused)).toMatchObject({ step: 1, epoch: 1 });
  run.control({ action: 'stepOnce' });
  await run.until(({ phase, step }) => phase === 'paused' && step === 2);
  run.control({ action: 'resume' });
  await run.until(({ phase, step }) => phase === 'training' && step > 2);
  run.control({ action: 'pause' });
  const paused = await run.until(({ phase, step }) => phase === 'paused' && step > 2);
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(run.seen.at(-1)?.step).toBe(paused.step);
  run.control({ action: 'stop' });
  const record = await run.result;
  expect(record).toMatchObject({ status: 'stopped', steps: paused.step });
  expect(record.events).toEqual([{ step: paused.step, kind: 'stopped' }]);
  expect(record.test?.n).toBe(10_000);
});

test('the learning rate can be changed while it trains, and the record says when', async () => {
  const run = train(inputOf(long, { startPaused: true }));
  await run.until(isPaused);
  run.control({ action: 'setLearningRate', learningRate: 0.25 });
  await run.until(({ learningRate }) => learningRate === 0.25);
  run.control({ action: 'stop' });
  const { events } = await run.result;
  expect(events).toEqual([
    { step: 1, kind: 'learning-rate', value: 0.25 },
    { step: 1, kind: 'stopped' },
  ]);
});

test('a cancelled run leaves nothing behind', async () => {
  const run = train(inputOf(long, { startPaused: true }));
  await run.until(isPaused);
  await expect.poll(listInterrupted).toHaveLength(1);
  run.cancel();
  await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
  expect(await listInterrupted()).toEqual([]);
  expect((await listRuns()).some(({ id }) => id === run.id)).toBe(false);
});

test('a second run at once is refused in words', async () => {
  const run = train(inputOf(long, { startPaused: true }));
  await run.until(isPaused);
  await expect(train(inputOf({})).result).rejects.toThrow(/stop it first/);
  run.cancel();
  await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
});

test('a loss that is no number ends the run as diverged, without a look at the test set', async () => {
  const input = inputOf({ optimizer: 'momentum', learningRate: 10, epochs: 20 });
  // No ReLU, which would die instead.
  const architecture = mlp.map((layer) =>
    layer.kind === 'dense' ? createLayer('dense', layer.id, { units: layer.params.units }) : layer,
  );
  const record = await train({ ...input, recipe: { ...input.recipe, architecture } }).result;
  expect(record).toMatchObject({ status: 'diverged', test: null });
  expect(record.steps).toBeLessThan(32 * 20);
  expect(record.events.at(-1)?.kind).toBe('diverged');
});

test('early stopping ends where validation no longer improves, with the best weights', async () => {
  const record = await train(
    inputOf({ trainingImages: 50, epochs: 200, patience: 2, learningRate: 0.01 }),
  ).result;
  expect(record.status).toBe('early-stopped');
  const losses = record.epochs.map(({ validation }) => validation.loss);
  expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 3);
  expect(record.validation.loss).toBe(Math.min(...losses));
});

test('one epoch and one more are the same as two', async () => {
  const two = await train(inputOf({ epochs: 2 })).result;
  const first = await train(inputOf({})).result;
  const second = await train(inputOf({}, { parentId: first.id })).result;
  expect(second.parentId).toBe(first.id);
  expect((await readState(second.id))?.weights).toEqual((await readState(two.id))?.weights);
});

test('a run that was left behind can be finished in another tab', async () => {
  const left = train(
    inputOf(long, { startPaused: true }),
    createEngineClient(await startTestEngine()),
  );
  await left.until(isPaused);
  await expect.poll(async () => (await listInterrupted()).map(({ id }) => id)).toEqual([left.id]);
  const record = await client.run('finishInterrupted', { runId: left.id });
  expect(record).toMatchObject({ id: left.id, status: 'stopped', steps: 1 });
  expect(record.test?.n).toBe(10_000);
  expect(await listInterrupted()).toEqual([]);
  left.cancel();
});

test('a chunk that cannot be had ends the run in words and trains on nothing else', async () => {
  missing.add('/data/mnist/train-02.bin');
  const run = train(
    inputOf({ trainingImages: 10_000 }),
    createEngineClient(await startTestEngine()),
  );
  await expect(run.result).rejects.toMatchObject({
    code: 'dataset-unavailable',
    message: expect.stringContaining('train-02.bin'),
  });
  expect(run.seen.at(-1)?.step ?? 0).toBeLessThanOrEqual(Math.ceil(5000 / 64));
});

const augmentation = { shiftPixels: 2, rotateDegrees: 15, zoomPercent: 10, cutoutSize: 6 };

test('augmentation changes what is trained on and nothing else, the same for the same seed', async () => {
  const plain = await train(inputOf({})).result;
  const one = await train(inputOf(augmentation)).result;
  const again = await train(inputOf(augmentation)).result;
  expect(again.hash).toBe(one.hash);
  expect(one.hash).not.toBe(plain.hash);
  expect(one.training.n).toBe(2000);
  // Of the images as they are, which these weights find easier than what they were trained on.
  const lastLosses = one.stepLosses.slice(-8);
  const live = lastLosses.reduce((sum, loss) => sum + loss, 0) / lastLosses.length;
  expect(one.training.loss).toBeLessThan(live);
});

test('an augmented run that is continued goes on with the next epoch', async () => {
  const two = await train(inputOf({ ...augmentation, epochs: 2 })).result;
  const first = await train(inputOf(augmentation)).result;
  const second = await train(inputOf(augmentation, { parentId: first.id })).result;
  expect((await readState(second.id))?.weights).toEqual((await readState(two.id))?.weights);
});

test('the preview shows one digit of each class as the first epoch would', async () => {
  const off = { ...augmentation, shiftPixels: 0, rotateDegrees: 0, zoomPercent: 0, cutoutSize: 0 };
  const preview = (changes: Partial<typeof augmentation>) =>
    client.run('previewAugmentation', {
      augmentation: { ...off, elasticAlpha: 0, ...changes },
      seed: 1,
    });
  const plain = await preview({});
  expect(plain.labels).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(plain.after).toEqual(plain.before);
  const changed = await preview(augmentation);
  expect(changed.before).toEqual(plain.before);
  expect(changed.after).not.toEqual(plain.before);
});

test('a fold trains on the other folds, is validated on its own, and says so', async () => {
  const records = [];
  for (const nth of [0, 1, 2])
    records.push(
      await train(inputOf({ trainingImages: 1000, epochs: 2 }, { fold: { nth, of: 3 } })).result,
    );
  // 1,000 images in three folds: each is held out once.
  expect(records.map(({ validation }) => validation.n).sort()).toEqual([333, 333, 334]);
  for (const { validation, training, steps, fold, recipe, ...record } of records) {
    expect(training.n + validation.n).toBe(1000);
    expect(steps).toBe(2 * Math.ceil(training.n / 64));
    expect(recipe.setup.trainingImages).toBe(1000);
    expect(fold?.of).toBe(3);
    expect(record).toMatchObject({ isContinued: true, test: { n: 10_000 } });
  }
  expect(new Set(records.map(({ hash }) => hash)).size).toBe(3);
});

test('wrong labels are trained on and scored as what was taught, while validation and test stay true', async () => {
  const clean = await train(inputOf({})).result;
  const noisy = await train(inputOf({ labelNoise: 0.5 })).result;
  const share = ({ correct, n }: Score) => correct / n;
  // It learns the digits in spite of them; what it is taught, it cannot get right.
  expect(share(noisy.validation) - share(noisy.training)).toBeGreaterThan(0.1);
  expect(Math.abs(share(clean.validation) - share(clean.training))).toBeLessThan(0.1);
  expect(noisy.hash).not.toBe(clean.hash);
  const again = await train(inputOf({ labelNoise: 0.5 })).result;
  expect(again.hash).toBe(noisy.hash);
});

import { beforeEach, expect, test, vi } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import type { RunRecord } from '../core/run.ts';
import { createStep } from '../core/techniques/index.ts';
import { trainingFields } from '../core/training-setup.ts';
import type { TrainInput } from '../protocol/jobs.ts';
import { runsStore } from '../stores/runs.ts';
import { restartTraining } from './start-training.ts';

const started: TrainInput[] = [];
vi.mock('./engine.ts', () => ({
  engine: () => ({
    start(_job: string, input: TrainInput) {
      started.push(input);
      return { result: Promise.reject(new Error('cancelled')) };
    },
  }),
  failureInWords: () => null,
}));

const setup = defaultsOf(trainingFields);
const recipe = { architecture: presets[0]?.architecture ?? [], setup };
const record = (id: string, more: Partial<RunRecord>): RunRecord =>
  ({ id, parentId: null, recipe, status: 'finished', ...more }) as RunRecord; // all that is asked of it

const [prune, int8] = [createStep('prune'), createStep('quantize')];
const trained = record('trained', {});
const pruned = record('pruned', {
  parentId: 'trained',
  recipe: { ...recipe, compression: [prune] },
});
const quantized = record('quantized', {
  parentId: 'pruned',
  recipe: { ...recipe, compression: [prune, int8] },
});
const continued = record('continued', { parentId: 'trained' });

beforeEach(() => {
  started.length = 0;
  runsStore.setState({ runs: [trained, pruned, quantized, continued], active: null });
});

async function restartOf(selectedId: string): Promise<TrainInput | undefined> {
  runsStore.setState({ selectedId });
  await restartTraining();
  expect(started).toHaveLength(1);
  return started[0];
}

test('a variant starts again from the run that it was made from, by its last step', async () => {
  expect(await restartOf('quantized')).toMatchObject({
    ...{ parentId: 'pruned', compress: true },
    recipe: { compression: [prune, int8] },
  });
});

test('a continued run goes on from the same end again', async () => {
  const input = await restartOf('continued');
  expect(input).toMatchObject({ parentId: 'trained' });
  expect(input).not.toHaveProperty('compress');
});

test.each([
  ['is gone', []],
  ['has lost its weights', [record('trained', { isWithoutWeights: true })]],
])('where the parent %s, the network is trained from its start', async (_, others) => {
  runsStore.setState({ runs: [...others, pruned] });
  const input = await restartOf('pruned');
  expect(input).toMatchObject({ parentId: null, recipe });
  expect(input).not.toHaveProperty('compress');
});

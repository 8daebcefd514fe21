import 'fake-indexeddb/auto';
import { afterAll, expect, test } from 'vitest';
import { presets } from '../../core/presets.ts';
import { createEngineClient } from '../../engine-client/client.ts';
import { endTestEngines, inputOf, startTestEngine } from '../jobs/test-engine.ts';
import { engineVersion } from '../serve.ts';
import { pinnedEngineVersion, pinnedRuns } from './pinned-runs.ts';

afterAll(endTestEngines);

test('the pinned hashes are those of this engine', () => {
  expect(pinnedEngineVersion).toBe(engineVersion);
});

// Scoring it on 21,000 images takes seconds, and the browser's story `reproduce` holds it to its hash as well.
const slowToScore = 'keras-mnist-convnet';
const heldHere = pinnedRuns.filter(
  ({ presetId }) => process.env['FULL'] || presetId !== slowToScore,
);

test.each(heldHere)('$presetId comes to its hash', async ({ presetId, setup, hash }) => {
  const client = createEngineClient(await startTestEngine());
  const architecture = presets.find(({ id }) => id === presetId)?.architecture ?? [];
  const input = inputOf(setup);
  const recipe = { ...input.recipe, architecture };
  const record = await client.run('train', { ...input, recipe });
  expect(record.hash).toBe(hash);
});

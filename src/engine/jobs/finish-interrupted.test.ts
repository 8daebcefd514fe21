import 'fake-indexeddb/auto';
import { afterAll, expect, test } from 'vitest';
import { createEngineClient } from '../../engine-client/client.ts';
import { putCheckpoint, readState } from '../../storage/runs-db.ts';
import { endTestEngines, inputOf, startTestEngine } from './test-engine.ts';

afterAll(endTestEngines);

test.each([
  ['label noise', { labelNoise: 0.4 }, {}],
  ['a fold', {}, { fold: { nth: 1, of: 3 } }],
])(
  'with %s, the same weights come to the same figures whether the run ended or was cut off',
  async (_name, setup, changes) => {
    const client = createEngineClient(await startTestEngine());
    const finished = await client.run('train', inputOf(setup, changes));
    const state = await readState(finished.id);
    if (state === null) throw new Error('it was stored');
    await putCheckpoint({ history: { ...finished, id: 'cut-off' }, state });
    const kept = await client.run('finishInterrupted', { runId: 'cut-off' });
    expect(kept.training).toEqual(finished.training);
    expect(kept.validation).toEqual(finished.validation);
  },
);

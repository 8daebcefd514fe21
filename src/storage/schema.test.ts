import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { expect, test } from 'vitest';
import { hasAnswers } from '../core/run.ts';
import { wrongAnswersOf } from '../core/wrong-answers.ts';
import { listRuns, readCurves, readState } from './runs-db.ts';

/** The database as its first version made it, with two runs as they were stored then. */
async function writeFirstVersion(): Promise<void> {
  const db = await openDB('sizewise', 1, {
    upgrade: (first) => {
      first.createObjectStore('runs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
      first.createObjectStore('weights');
      first.createObjectStore('checkpoints');
    },
  });
  const wrong = [{ index: 9999, label: 9, answer: 4, confidence: 0.75 }];
  const curves = {
    stepLosses: new Float32Array([2, 1]),
    stepAccuracies: new Float32Array([0.25, 0.5]),
    validations: [{ step: 2, loss: 1, correct: 3, n: 5 }],
  };
  const common = { recipe: { architecture: [], setup: {} }, ...curves };
  await db.put('runs', {
    ...common,
    id: 'a',
    createdAt: 1,
    test: { correct: 9999, n: 10_000, wrong },
  });
  await db.put('runs', { ...common, id: 'diverged', createdAt: 2, test: null });
  await db.put('weights', { weights: [new Float32Array([7])], moments: [], step: 2 }, 'a');
  db.close();
}

test('runs of the first version keep all they had', async () => {
  await writeFirstVersion();
  const [run, diverged] = await listRuns();
  expect(run).toMatchObject({ id: 'a', createdAt: 1, test: { correct: 9999, n: 10_000 } });
  expect(run).not.toHaveProperty('stepLosses');
  expect(hasAnswers(run?.test) && wrongAnswersOf(run.test)).toEqual([
    { index: 9999, label: 9, answer: 4, confidence: 0.75 },
  ]);
  expect(diverged?.test).toBeNull();
  expect(await readCurves('a')).toEqual({
    stepLosses: new Float32Array([2, 1]),
    stepAccuracies: new Float32Array([0.25, 0.5]),
    validations: [{ step: 2, loss: 1, correct: 3, n: 5 }],
  });
  expect((await readState('a'))?.weights).toEqual([new Float32Array([7])]);
});

import 'fake-indexeddb/auto';
import { deleteDB, type IDBPDatabase, openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { packWrongAnswers } from '../core/wrong-answers.ts';
import { listRuns, readCurves, readState, readWrongAnswers } from './runs-db.ts';

const wrong = [{ index: 9999, label: 9, answer: 4, confidence: 0.75 }];

afterEach(() => deleteDB('sizewise'));

function createFirstStores(db: IDBPDatabase): void {
  db.createObjectStore('runs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
  db.createObjectStore('weights');
  db.createObjectStore('checkpoints');
}

/** The database as its first version made it, with two runs as they were stored then. */
async function writeFirstVersion(): Promise<void> {
  const db = await openDB('sizewise', 1, { upgrade: createFirstStores });
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
  expect(run?.test).not.toHaveProperty('wrong');
  expect(await readWrongAnswers('a')).toEqual(packWrongAnswers(wrong));
  expect(diverged?.test).toBeNull();
  expect(await readCurves('a')).toEqual({
    stepLosses: new Float32Array([2, 1]),
    stepAccuracies: new Float32Array([0.25, 0.5]),
    validations: [{ step: 2, loss: 1, correct: 3, n: 5 }],
  });
  expect((await readState('a'))?.weights).toEqual([new Float32Array([7])]);
});

/** The database as its second version made it, with two runs as they were stored then. */
async function writeSecondVersion(): Promise<void> {
  const db = await openDB('sizewise', 2, {
    upgrade: (second) => {
      createFirstStores(second);
      second.createObjectStore('curves');
      second.createObjectStore('sweeps', { keyPath: 'id' });
    },
  });
  const recipe = { architecture: [], setup: {} };
  const test = { correct: 9999, n: 10_000, wrong: packWrongAnswers(wrong) };
  await db.put('runs', { recipe, id: 'a', createdAt: 1, test });
  await db.put('runs', { recipe, id: 'diverged', createdAt: 2, test: null });
  db.close();
}

test('runs of the second version keep their wrong answers, elsewhere', async () => {
  await writeSecondVersion();
  const [run, diverged] = await listRuns();
  expect(run?.test).toEqual({ correct: 9999, n: 10_000 });
  expect(await readWrongAnswers('a')).toEqual(packWrongAnswers(wrong));
  expect([diverged?.test, await readWrongAnswers('diverged')]).toEqual([null, null]);
});

test('more runs than are read at once are all upgraded', async () => {
  const db = await openDB('sizewise', 1, { upgrade: createFirstStores });
  const curves = {
    stepLosses: new Float32Array(1),
    stepAccuracies: new Float32Array(1),
    validations: [],
  };
  const { store } = db.transaction('runs', 'readwrite');
  const ids = Array.from({ length: 501 }, (_, place) => `run-${place}`);
  await Promise.all(
    ids.map((id, createdAt) =>
      store.put({
        id,
        createdAt,
        recipe: { architecture: [], setup: {} },
        ...curves,
        test: { correct: 9999, n: 10_000, wrong },
      }),
    ),
  );
  db.close();
  const runs = await listRuns();
  expect(runs.map(({ id }) => id)).toEqual(ids);
  expect(runs.filter(({ test }) => test !== null && 'wrong' in test)).toEqual([]);
  expect(await readCurves('run-500')).toEqual(curves);
  expect(await readWrongAnswers('run-500')).toEqual(packWrongAnswers(wrong));
});

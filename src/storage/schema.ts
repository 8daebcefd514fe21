import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  openDB,
  type StoreNames,
} from 'idb';
import {
  hasAnswers,
  listed,
  type RunCurves,
  type RunRecord,
  type TestResult,
} from '../core/run.ts';
import { packWrongAnswers, type WrongAnswer, type WrongAnswers } from '../core/wrong-answers.ts';
import type { Checkpoint, StoredState, StoredSweep } from './stored.ts';

/** All but sweeps under the run's id; `runs` alone is read whole, so what is large lies elsewhere. */
interface RunsSchema extends DBSchema {
  runs: { key: string; value: RunRecord; indexes: { createdAt: number } };
  curves: { key: string; value: RunCurves };
  wrongAnswers: { key: string; value: WrongAnswers };
  weights: { key: string; value: StoredState };
  checkpoints: { key: string; value: Checkpoint };
  sweeps: { key: string; value: StoredSweep };
}

type RunsDb = IDBPDatabase<RunsSchema>;
type Upgrade = IDBPTransaction<RunsSchema, StoreNames<RunsSchema>[], 'versionchange'>;

const schemaVersion = 3;
let opened: Promise<RunsDb> | null = null;

/** The one database, opened once; rejects where the browser stores nothing. */
export function openRunsDb(): Promise<RunsDb> {
  opened ??= openAtVersion().catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function openAtVersion(): Promise<RunsDb> {
  const forget = () => {
    opened = null;
  };
  const db = await openDB<RunsSchema>('sizewise', schemaVersion, {
    upgrade: (...[upgraded, oldVersion, , transaction]) =>
      upgradeFrom(oldVersion, upgraded, transaction),
    terminated: forget,
    // Another tab has a newer version of this page: let it upgrade.
    blocking: () => {
      forget();
      db.close();
    },
  });
  return db;
}

/** Each version's step from the one before, in order. */
async function upgradeFrom(oldVersion: number, db: RunsDb, transaction: Upgrade): Promise<void> {
  if (oldVersion < 1) {
    db.createObjectStore('runs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
    db.createObjectStore('weights');
    db.createObjectStore('checkpoints');
  }
  if (oldVersion < 2) {
    db.createObjectStore('curves');
    db.createObjectStore('sweeps', { keyPath: 'id' });
    await separateCurves(transaction);
  }
  if (oldVersion < 3) {
    db.createObjectStore('wrongAnswers');
    await separateWrongAnswers(transaction);
  }
}

/** Before version 2 a record held its curves, and an object for each wrong answer. */
type FirstRecord = Omit<RunRecord, 'test'> &
  RunCurves & {
    readonly test: (Omit<TestResult, 'wrong'> & { readonly wrong: readonly WrongAnswer[] }) | null;
  };

async function separateCurves(transaction: Upgrade): Promise<void> {
  const curves = transaction.objectStore('curves');
  let cursor = await transaction.objectStore('runs').openCursor();
  while (cursor !== null) {
    const first = cursor.value as unknown as FirstRecord;
    const { stepLosses, stepAccuracies, validations, ...rest } = first;
    const test = rest.test && { ...rest.test, wrong: packWrongAnswers(rest.test.wrong) };
    await curves.put({ stepLosses, stepAccuracies, validations }, rest.id);
    await cursor.update({ ...rest, test });
    cursor = await cursor.continue();
  }
}

/** In version 2 a record held its wrong answers. */
async function separateWrongAnswers(transaction: Upgrade): Promise<void> {
  const wrongAnswers = transaction.objectStore('wrongAnswers');
  let cursor = await transaction.objectStore('runs').openCursor();
  while (cursor !== null) {
    const record = cursor.value;
    if (hasAnswers(record.test)) {
      await wrongAnswers.put(record.test.wrong, record.id);
      await cursor.update(listed(record));
    }
    cursor = await cursor.continue();
  }
}

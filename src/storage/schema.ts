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
  const [runs, curves] = [transaction.objectStore('runs'), transaction.objectStore('curves')];
  await forEachRun(transaction, (record) => {
    const first = record as unknown as FirstRecord;
    const { stepLosses, stepAccuracies, validations, ...rest } = first;
    const test = rest.test && { ...rest.test, wrong: packWrongAnswers(rest.test.wrong) };
    return [
      curves.put({ stepLosses, stepAccuracies, validations }, rest.id),
      runs.put({ ...rest, test }),
    ];
  });
}

/** In version 2 a record held its wrong answers. */
async function separateWrongAnswers(transaction: Upgrade): Promise<void> {
  const runs = transaction.objectStore('runs');
  const wrongAnswers = transaction.objectStore('wrongAnswers');
  await forEachRun(transaction, (record) =>
    hasAnswers(record.test)
      ? [wrongAnswers.put(record.test.wrong, record.id), runs.put(listed(record))]
      : [],
  );
}

/** So many records are read at once: thousands one by one take seconds, all together hundreds of megabytes. */
const runsAtOnce = 250;

/** Gives every run to `write`, in the order of their ids, and waits for what it writes. */
async function forEachRun(
  transaction: Upgrade,
  write: (record: RunRecord) => readonly Promise<string>[],
): Promise<void> {
  const runs = transaction.objectStore('runs');
  let records = await runs.getAll(null, runsAtOnce);
  for (let last = records.at(-1); last !== undefined; last = records.at(-1)) {
    await Promise.all(records.flatMap(write));
    records = await runs.getAll(IDBKeyRange.lowerBound(last.id, true), runsAtOnce);
  }
}

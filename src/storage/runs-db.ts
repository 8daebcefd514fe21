import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Recipe } from '../core/recipe.ts';
import type { RunRecord } from '../core/run.ts';
import type { StoredModel } from '../core/stored-model.ts';
import { parseRecipe } from '../core/validate.ts';

/** What a network needs to go on: weights in Keras order, the optimizer's moments, steps done. */
export interface StoredState {
  readonly weights: readonly Float32Array[];
  readonly moments: readonly Float32Array[];
  readonly step: number;
  /** A compressed network as it is stored; absent where it is its recipe's, with these weights. */
  readonly model?: StoredModel;
}

export interface StoredRun {
  readonly record: RunRecord;
  readonly state: StoredState;
}

/** A run as far as it has come: its record without what is only known at its end. */
export type RunHistory = Omit<
  RunRecord,
  'status' | 'size' | 'training' | 'validation' | 'test' | 'latency' | 'hash'
>;

export interface Checkpoint {
  readonly history: RunHistory;
  readonly state: StoredState;
}

/** What may change in a finished run. */
export type RunPatch = Partial<Pick<RunRecord, 'name' | 'latency' | 'test'>>;

interface RunsSchema extends DBSchema {
  runs: { key: string; value: RunRecord; indexes: { createdAt: number } };
  weights: { key: string; value: StoredState };
  checkpoints: { key: string; value: Checkpoint };
}

type RunsDb = IDBPDatabase<RunsSchema>;

const schemaVersion = 1;
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
    upgrade: upgradeFrom,
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
function upgradeFrom(db: RunsDb, oldVersion: number): void {
  if (oldVersion < 1) {
    db.createObjectStore('runs', { keyPath: 'id' }).createIndex('createdAt', 'createdAt');
    db.createObjectStore('weights');
    db.createObjectStore('checkpoints');
  }
}

/** Record, weights and moments in one transaction; its checkpoint goes. */
export async function putRun(record: RunRecord, state: StoredState): Promise<void> {
  const db = await openRunsDb();
  const transaction = db.transaction(['runs', 'weights', 'checkpoints'], 'readwrite');
  await Promise.all([
    transaction.objectStore('runs').put(record),
    transaction.objectStore('weights').put(state, record.id),
    transaction.objectStore('checkpoints').delete(record.id),
    transaction.done,
  ]);
}

/** A record may be older than a field of its recipe, and then says nothing of it: the field's default is what it did. */
const withEveryField = <R extends { readonly recipe: Recipe }>(record: R): R => ({
  ...record,
  recipe: parseRecipe(record.recipe) ?? record.recipe,
});

/** Finished runs, oldest first. */
export async function listRuns(): Promise<readonly RunRecord[]> {
  const records = await (await openRunsDb()).getAllFromIndex('runs', 'createdAt');
  return records.map(withEveryField);
}

export async function readRun(id: string): Promise<RunRecord | null> {
  const record = await (await openRunsDb()).get('runs', id);
  return record === undefined ? null : withEveryField(record);
}

export async function readState(id: string): Promise<StoredState | null> {
  return (await (await openRunsDb()).get('weights', id)) ?? null;
}

/** Changes a stored run; does nothing when it is gone. */
export async function updateRun(id: string, patch: RunPatch): Promise<void> {
  const transaction = (await openRunsDb()).transaction('runs', 'readwrite');
  const record = await transaction.store.get(id);
  if (record !== undefined) await transaction.store.put({ ...record, ...patch });
  await transaction.done;
}

/** Deletes a run and gives back all of it, for `restoreRun`; null when there was none. */
export async function deleteRun(id: string): Promise<StoredRun | null> {
  const transaction = (await openRunsDb()).transaction(['runs', 'weights'], 'readwrite');
  const [runs, weights] = [transaction.objectStore('runs'), transaction.objectStore('weights')];
  const [record, state] = await Promise.all([runs.get(id), weights.get(id)]);
  await Promise.all([runs.delete(id), weights.delete(id), transaction.done]);
  return record === undefined || state === undefined ? null : { record, state };
}

export const restoreRun = ({ record, state }: StoredRun): Promise<void> => putRun(record, state);

export async function putCheckpoint(checkpoint: Checkpoint): Promise<void> {
  await (await openRunsDb()).put('checkpoints', checkpoint, checkpoint.history.id);
}

export async function readCheckpoint(id: string): Promise<Checkpoint | null> {
  const checkpoint = await (await openRunsDb()).get('checkpoints', id);
  return checkpoint === undefined
    ? null
    : { ...checkpoint, history: withEveryField(checkpoint.history) };
}

/** Throws a run's checkpoint away: it was cancelled, or nobody wants it. */
export async function deleteCheckpoint(id: string): Promise<void> {
  await (await openRunsDb()).delete('checkpoints', id);
}

/** The Web Lock that a run's engine holds while it trains. */
export const runLockName = (id: string): string => `sizewise-run-${id}`;

/** Runs that a closed or crashed tab left behind, oldest first; the job `finishInterrupted` makes one a stopped run. */
export async function listInterrupted(): Promise<readonly RunHistory[]> {
  const checkpoints = await (await openRunsDb()).getAll('checkpoints');
  const held = await heldLocks();
  return checkpoints
    .map(({ history }) => withEveryField(history))
    .filter(({ id }) => !held.has(runLockName(id)))
    .sort((first, second) => first.createdAt - second.createdAt);
}

/** Locks of all our tabs; none where the browser has no Web Locks (plain http). */
async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return new Set();
  return new Set((await locks.query()).held?.map(({ name }) => name));
}

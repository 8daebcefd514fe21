import type { Recipe } from '../core/recipe.ts';
import {
  answered,
  hasAnswers,
  listed,
  type RunCurves,
  type RunRecord,
  type RunRemarks,
} from '../core/run.ts';
import { hasEveryField, parseRecipe } from '../core/validate.ts';
import type { WrongAnswers } from '../core/wrong-answers.ts';
import { tellChange } from './changes.ts';
import { openRunsDb } from './schema.ts';
import type { Checkpoint, RunHistory, StoredRun, StoredState } from './stored.ts';

/** What may change in a finished run. */
export type RunPatch = Partial<Pick<RunRecord, 'name' | 'latency'>> & RunRemarks;

const storesOfRun = ['runs', 'curves', 'wrongAnswers', 'weights'] as const;

/** Record, curves, wrong answers, weights and moments in one transaction; its checkpoint goes. */
export async function putRun({ record, curves, state }: StoredRun): Promise<void> {
  const everyStore = [...storesOfRun, 'checkpoints'] as const;
  const transaction = (await openRunsDb()).transaction(everyStore, 'readwrite');
  const { id, test } = record;
  const wrong = hasAnswers(test) ? test.wrong : null;
  await Promise.all([
    transaction.objectStore('runs').put(listed(record)),
    wrong === null ? null : transaction.objectStore('wrongAnswers').put(wrong, id),
    curves === null ? null : transaction.objectStore('curves').put(curves, id),
    state === null ? null : transaction.objectStore('weights').put(state, id),
    transaction.objectStore('checkpoints').delete(id),
    transaction.done,
  ]);
  tellChange(id);
}

/** A record may be older than a field of its recipe, and then says nothing of it: the field's default is what it did. */
const withEveryField = <R extends { readonly recipe: Recipe }>(record: R): R => ({
  ...record,
  recipe: hasEveryField(record.recipe)
    ? record.recipe
    : (parseRecipe(record.recipe) ?? record.recipe),
});

/** Finished runs, oldest first, without their wrong answers. */
export async function listRuns(): Promise<readonly RunRecord[]> {
  const records = await (await openRunsDb()).getAllFromIndex('runs', 'createdAt');
  return records.map(withEveryField);
}

export const listRunIds = async (): Promise<readonly string[]> =>
  (await openRunsDb()).getAllKeys('runs');

/** A run without its wrong answers; null where there is none. */
export async function readRun(id: string): Promise<RunRecord | null> {
  const record = await (await openRunsDb()).get('runs', id);
  return record === undefined ? null : withEveryField(record);
}

/** Null where the run is gone, or was not tested. */
export async function readWrongAnswers(id: string): Promise<WrongAnswers | null> {
  return (await (await openRunsDb()).get('wrongAnswers', id)) ?? null;
}

export async function readState(id: string): Promise<StoredState | null> {
  return (await (await openRunsDb()).get('weights', id)) ?? null;
}

export async function readCurves(id: string): Promise<RunCurves | null> {
  return (await (await openRunsDb()).get('curves', id)) ?? null;
}

/** Throws a run's weights away to make room: its record says so. Its curves stay, they are small. */
export async function deleteWeights(id: string): Promise<void> {
  const transaction = (await openRunsDb()).transaction(['runs', 'weights'], 'readwrite');
  const runs = transaction.objectStore('runs');
  const record = await runs.get(id);
  await Promise.all([
    record === undefined ? null : runs.put({ ...record, isWithoutWeights: true }),
    transaction.objectStore('weights').delete(id),
    transaction.done,
  ]);
  if (record !== undefined) tellChange(id);
}

/** Changes a stored run; does nothing when it is gone. */
export async function updateRun(id: string, patch: RunPatch): Promise<void> {
  const transaction = (await openRunsDb()).transaction('runs', 'readwrite');
  const record = await transaction.store.get(id);
  if (record !== undefined) await transaction.store.put({ ...record, ...patch });
  await transaction.done;
  // A run that there was no room for is on a page all the same: nothing of it has gone.
  if (record !== undefined) tellChange(id);
}

/** Deletes a run and gives back all of it, for `putRun`; null when there was none. */
export async function deleteRun(id: string): Promise<StoredRun | null> {
  const transaction = (await openRunsDb()).transaction(storesOfRun, 'readwrite');
  const [runs, curves, wrongAnswers, weights] = [
    transaction.objectStore('runs'),
    transaction.objectStore('curves'),
    transaction.objectStore('wrongAnswers'),
    transaction.objectStore('weights'),
  ];
  const [record, itsCurves, wrong, state] = await Promise.all([
    runs.get(id),
    curves.get(id),
    wrongAnswers.get(id),
    weights.get(id),
  ]);
  await Promise.all([
    ...[runs.delete(id), curves.delete(id), wrongAnswers.delete(id), weights.delete(id)],
    transaction.done,
  ]);
  if (record === undefined) return null; // one that there was no room for may come back at once
  tellChange(id);
  const whole = answered(record, wrong ?? null);
  return { record: whole, curves: itsCurves ?? null, state: state ?? null };
}

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

/** Runs that a closed or crashed tab left behind, oldest first, but for trials, which their sweep runs again; the job `finishInterrupted` makes one a stopped run. */
export async function listInterrupted(): Promise<readonly RunHistory[]> {
  const checkpoints = await (await openRunsDb()).getAll('checkpoints');
  const held = await heldLocks();
  return checkpoints
    .map(({ history }) => withEveryField(history))
    .filter(({ id, sweepId }) => sweepId === undefined && !held.has(runLockName(id)))
    .sort((first, second) => first.createdAt - second.createdAt);
}

/** Locks of all our tabs; none where the browser has no Web Locks (plain http). */
async function heldLocks(): Promise<ReadonlySet<string | undefined>> {
  const locks = globalThis.navigator?.locks;
  if (locks === undefined) return new Set();
  return new Set((await locks.query()).held?.map(({ name }) => name));
}

import { parseRecipe } from '../core/validate.ts';
import { tellChange } from './changes.ts';
import { openRunsDb } from './schema.ts';
import type { StoredSweep } from './stored.ts';

/** An id that tells a sweep from a run: those of its trials are longer. */
export const newSweepId = (): string =>
  `sweep-${Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;

export const isSweepId = (id: string): boolean => /^sweep-[0-9a-f]{12}$/.test(id);

/** All sweeps, oldest first; one whose recipe can no longer be read is left out. */
export async function listSweeps(): Promise<readonly StoredSweep[]> {
  const stored = await (await openRunsDb()).getAll('sweeps');
  return stored
    .flatMap((each) => {
      const base = parseRecipe(each.sweep.base);
      return base === null ? [] : [{ ...each, sweep: { ...each.sweep, base } }];
    })
    .sort((first, second) => first.createdAt - second.createdAt);
}

export async function putSweep(sweep: StoredSweep): Promise<void> {
  await (await openRunsDb()).put('sweeps', sweep);
  tellChange(sweep.id);
}

/** Changes a sweep as it is stored, whatever a page thinks it is; gives what is stored then, null where it is gone. */
export async function changeSweep(
  id: string,
  change: (sweep: StoredSweep) => StoredSweep,
): Promise<StoredSweep | null> {
  const transaction = (await openRunsDb()).transaction('sweeps', 'readwrite');
  const stored = await transaction.store.get(id);
  const changed = stored === undefined ? null : change(stored);
  if (changed !== null) await transaction.store.put(changed);
  await transaction.done;
  if (changed !== null) tellChange(id);
  return changed;
}

/** The trials of a sweep whose runs are stored. */
export async function storedTrials(id: string): Promise<ReadonlySet<number>> {
  const keys = await (await openRunsDb()).getAllKeys('runs', trialKeys(id));
  return new Set(keys.map((key) => Number(key.slice(id.length + 1))));
}

const trialKeys = (id: string): IDBKeyRange => IDBKeyRange.bound(`${id}-`, `${id}-\uffff`);

/** Its runs stay. */
export async function deleteSweep(id: string): Promise<void> {
  const transaction = (await openRunsDb()).transaction(['sweeps', 'checkpoints'], 'readwrite');
  const checkpoints = transaction.objectStore('checkpoints');
  const trials = await checkpoints.getAllKeys(trialKeys(id));
  await Promise.all([
    transaction.objectStore('sweeps').delete(id),
    ...trials.map((key) => checkpoints.delete(key)),
    transaction.done,
  ]);
  tellChange(id);
}

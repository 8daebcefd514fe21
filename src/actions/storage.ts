import { lineageOf } from '../core/lineage.ts';
import type { RunRecord } from '../core/run.ts';
import { isWholeInRecipe } from '../share/claim.ts';
import { deleteWeights } from '../storage/runs-db.ts';
import { runsStore } from '../stores/runs.ts';
import { importRunsFile, writeRunsFile } from './runs-file.ts';
import { saveFile } from './save-file.ts';

export interface StorageUse {
  readonly usedBytes: number;
  /** What the browser would let the page have. */
  readonly quotaBytes: number;
  /** The browser promised not to clear it by itself. */
  readonly isPersistent: boolean;
}

/** How much this page keeps in the browser; null where the browser does not say (plain http, old browsers). */
export async function storageUse(): Promise<StorageUse | null> {
  const storage = navigator.storage as StorageManager | undefined;
  if (storage?.estimate === undefined) return null;
  const { usage = 0, quota = 0 } = await storage.estimate();
  return { usedBytes: usage, quotaBytes: quota, isPersistent: await storage.persisted() };
}

/** Asks the browser not to clear our runs when it wants room; it may ask the user, or refuse. */
export const askToPersist = (): Promise<boolean> => navigator.storage.persist();

/** Saves all of these runs as one file. */
export async function downloadRuns(
  runs: readonly RunRecord[],
  onProgress: (done: number, of: number) => void,
): Promise<void> {
  const file = await writeRunsFile(runs, onProgress);
  saveFile('sizewise-runs.sizewise', file, 'application/gzip');
}

/**
 * Takes over the runs of a file, and says what came of it.
 * @throws RunsFileError
 */
export async function addRunsFile(
  file: Blob,
  onProgress: (done: number, of: number) => void,
): Promise<string> {
  const { added, known } = await importRunsFile(file, onProgress);
  const words = added === 1 ? '1 run added' : `${added} runs added`;
  return known === 0 ? `${words}.` : `${words}, ${known} here already.`;
}

/**
 * The runs whose weights take room and can be made again by their recipes, in the order given: none that is starred, was
 * opened from a file, stopped or changed by hand, or is not stored.
 */
export const withWeightsToDrop = (
  runs: readonly RunRecord[],
  unstoredIds: readonly string[],
): readonly RunRecord[] =>
  runs.filter(
    (run) =>
      run.isStarred !== true &&
      run.isWithoutWeights !== true &&
      run.origin === undefined &&
      !unstoredIds.includes(run.id) &&
      lineageOf(run, runs).every(isWholeInRecipe),
  );

/** Throws the weights of some runs away; they stay as points and rows. */
export async function dropWeights(ids: readonly string[]): Promise<void> {
  for (const id of ids) await deleteWeights(id);
  const gone = new Set(ids);
  runsStore.setState(({ runs }) => ({
    runs: runs.map((run) => (gone.has(run.id) ? { ...run, isWithoutWeights: true } : run)),
  }));
}

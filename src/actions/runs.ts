import type { RunRecord } from '../core/run.ts';
import { deleteRun, listRuns, restoreRun, type StoredRun, updateRun } from '../storage/runs-db.ts';
import { editRecipe, pageRecipeOf } from '../stores/recipe.ts';
import { runsStore } from '../stores/runs.ts';
import { engine, failureInWords } from './engine.ts';
import { saveFile } from './save-file.ts';

/** Brings back the finished runs of earlier visits. */
export async function loadRuns(): Promise<void> {
  try {
    const runs = await listRuns();
    const selectedId = runsStore.getState().selectedId ?? runs.at(-1)?.id ?? null;
    runsStore.setState({ runs, selectedId });
  } catch {
    runsStore.setState({ isStored: false });
  }
}

/** Shows a run's results and brings its network and setup back to the page (undo returns to what was there). */
export function selectRun(run: RunRecord): void {
  runsStore.setState({ selectedId: run.id });
  editRecipe(pageRecipeOf(run.recipe));
}

export async function renameRun(id: string, name: string): Promise<void> {
  const trimmed = name.trim().slice(0, 80);
  if (trimmed === '') return;
  runsStore.setState(({ runs }) => ({
    runs: runs.map((run) => (run.id === id ? { ...run, name: trimmed } : run)),
  }));
  await keep(updateRun(id, { name: trimmed }));
}

/** Deletes a run and gives back what undoes it. */
export async function removeRun(id: string): Promise<() => Promise<void>> {
  const { runs, selectedId } = runsStore.getState();
  const stored: StoredRun | null = await keep(deleteRun(id));
  runsStore.setState({
    runs: runs.filter((run) => run.id !== id),
    selectedId: selectedId === id ? null : selectedId,
  });
  return async () => {
    if (stored !== null) await keep(restoreRun(stored));
    runsStore.setState({ runs, selectedId });
  };
}

/** Saves the run's own file: safetensors with the recipe inside. */
export async function downloadRun(run: RunRecord): Promise<void> {
  try {
    const { file } = await engine().run('exportModel', { modelId: run.id });
    saveFile(`${run.name.replaceAll(/\W+/g, '-')}.safetensors`, file);
  } catch (error) {
    runsStore.setState({ problem: failureInWords(error) });
  }
}

/** Waits for storage; where it fails, says so once and goes on without. */
async function keep<T>(stored: Promise<T>): Promise<T | null> {
  try {
    return await stored;
  } catch {
    runsStore.setState({ isStored: false });
    return null;
  }
}

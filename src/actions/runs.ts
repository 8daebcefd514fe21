import type { RunRecord } from '../core/run.ts';
import type { TrainResult } from '../protocol/jobs.ts';
import { onChange } from '../storage/changes.ts';
import {
  deleteRun,
  listRuns,
  putRun,
  type RunPatch,
  readRun,
  updateRun,
} from '../storage/runs-db.ts';
import type { StoredRun } from '../storage/stored.ts';
import { editRecipe, pageRecipeOf } from '../stores/recipe.ts';
import { runsStore } from '../stores/runs.ts';
import { engine, failureInWords } from './engine.ts';
import { rememberCurves } from './run-curves.ts';
import { saveFile } from './save-file.ts';

/** Brings back the finished runs of earlier visits. */
export async function loadRuns(): Promise<void> {
  try {
    const runs = await listRuns();
    const selectedId = runsStore.getState().selectedId ?? runs.at(-1)?.id ?? null;
    runsStore.setState({ runs, selectedId });
    onChange((id) => void refreshRun(id));
  } catch {
    runsStore.setState({ isStored: false });
  }
}

/** Takes over what another tab, or the engine of this one, has done to a run. */
async function refreshRun(id: string): Promise<void> {
  const record = await readRun(id).catch(() => null);
  runsStore.setState(({ runs }) => ({
    runs: record === null ? runs.filter((run) => run.id !== id) : withRun(runs, record),
  }));
}

/** The runs with this one in its place, or as the newest. */
const withRun = (runs: readonly RunRecord[], record: RunRecord): readonly RunRecord[] =>
  runs.some(({ id }) => id === record.id)
    ? runs.map((run) => (run.id === record.id ? record : run))
    : [...runs, record];

/** Takes what the engine finished among the runs, and selects it. */
export function addRun(result: TrainResult): RunRecord {
  const record = takeRun(result);
  runsStore.setState({ selectedId: record.id });
  return record;
}

/** Takes what an engine finished among the runs; what is selected stays. */
export function takeRun(result: TrainResult): RunRecord {
  const { isStored, stepLosses, stepAccuracies, validations, ...record } = result;
  rememberCurves(record.id, { stepLosses, stepAccuracies, validations }, isStored);
  runsStore.setState((state) => ({
    runs: withRun(state.runs, record),
    isStored: state.isStored && isStored,
  }));
  return record;
}

/** Shows a run's results and brings its network and setup back to the page (undo returns to what was there). */
export function selectRun(run: RunRecord): void {
  runsStore.setState({ selectedId: run.id });
  editRecipe(pageRecipeOf(run.recipe));
}

export async function renameRun(id: string, name: string): Promise<void> {
  const trimmed = name.trim().slice(0, 80);
  if (trimmed !== '') await changeRun(id, { name: trimmed });
}

/** Changes what may change in a finished run: here at once, and where it is stored. */
export async function changeRun(id: string, patch: RunPatch): Promise<void> {
  runsStore.setState(({ runs }) => ({
    runs: runs.map((run) => (run.id === id ? { ...run, ...patch } : run)),
  }));
  await keep(updateRun(id, patch));
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
    if (stored !== null) await keep(putRun(stored));
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

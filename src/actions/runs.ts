import { listed, type RunRecord } from '../core/run.ts';
import { type NetworkFormatId, networkFormats } from '../export/formats.ts';
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
import { curvesStore } from '../stores/curves.ts';
import { editRecipe, pageRecipeOf } from '../stores/recipe.ts';
import { runsStore } from '../stores/runs.ts';
import { forgetAnswers, keepAnswers, wholeRun } from './answered-test.ts';
import { engine, failureInWords } from './engine.ts';
import { rememberCurves } from './run-curves.ts';
import { saveFile } from './save-file.ts';

/** Brings back the finished runs of earlier visits; what has finished meanwhile stays. */
export async function loadRuns(): Promise<void> {
  runsStore.setState({ isReading: true });
  try {
    const stored = await listRuns();
    const ids = new Set(stored.map(({ id }) => id));
    runsStore.setState((state) => {
      const runs = [...stored, ...state.runs.filter(({ id }) => !ids.has(id))];
      return { runs, selectedId: state.selectedId ?? runs.at(-1)?.id ?? null };
    });
  } catch {
    runsStore.setState({ isStored: false });
  } finally {
    runsStore.setState({ isReading: false });
  }
}

const changed = new Set<string>();
const gatherMs = 50;

/** Takes over what other tabs, or the engine of this one, do to runs; many at once where they come at once. */
export function followChanges(): () => void {
  return onChange((id) => {
    if (changed.size === 0) setTimeout(() => void refreshChanged(), gatherMs);
    changed.add(id);
  });
}

async function refreshChanged(): Promise<void> {
  const ids = [...changed];
  changed.clear();
  await refreshRuns(ids);
}

/** Takes over how runs are stored by now: changed, new, or gone. */
export async function refreshRuns(ids: readonly string[]): Promise<void> {
  // Null where a run is gone.
  const fresh = new Map<string, RunRecord | null>();
  for (const id of ids) {
    const record = await readRun(id).catch(() => undefined); // unread: it stays as it is
    if (record !== undefined) fresh.set(id, record);
  }
  runsStore.setState(({ runs }) => {
    const known = new Set(runs.map(({ id }) => id));
    const kept = runs.map((run) => (fresh.has(run.id) ? (fresh.get(run.id) ?? null) : run));
    const added = [...fresh.values()].filter((run) => run !== null && !known.has(run.id));
    const all = [...kept, ...added].filter((run) => run !== null);
    return { runs: added.length === 0 ? all : all.toSorted(byAge) };
  });
}

/** Oldest first. */
const byAge = (a: RunRecord, b: RunRecord): number => a.createdAt - b.createdAt;

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
  const { isStored, stepLosses, stepAccuracies, validations, ...whole } = result;
  const record = listed(whole);
  if (!isStored) keepAnswers(whole);
  rememberCurves(record.id, { stepLosses, stepAccuracies, validations }, isStored);
  runsStore.setState((state) => {
    const others = state.unstoredIds.filter((id) => id !== record.id);
    // A trial's weights end with the engine that trained it.
    const isMarked = !isStored && record.sweepId === undefined;
    return {
      runs: withRun(state.runs, record),
      isStored: isStored && others.length === 0,
      unstoredIds: isMarked ? [...others, record.id] : others,
    };
  });
  return record;
}

/** Stores the runs that there was no room for, after some was made; gives how many are still not stored. */
export async function storeAfterAll(): Promise<number> {
  const storedNow = new Set<string>();
  for (const id of runsStore.getState().unstoredIds) {
    // As it is by now: it may have been renamed or deleted while others were stored.
    const record = runsStore.getState().runs.find((run) => run.id === id);
    if (record === undefined) continue;
    const curves = curvesStore.getState()[record.id] ?? null;
    const whole = await wholeRun(record);
    const { isStored } = await engine().run('storeRun', { record: whole, curves });
    if (!isStored) continue;
    forgetAnswers(id);
    storedNow.add(id);
    await keepRemarks(record);
  }
  runsStore.setState((state) => {
    // Without those that have been deleted since, with those that have come.
    const left = state.unstoredIds.filter(
      (id) => !storedNow.has(id) && state.runs.some((run) => run.id === id),
    );
    return { unstoredIds: left, isStored: left.length === 0 };
  });
  return runsStore.getState().unstoredIds.length;
}

/** What was said of a run, or became of it, while it was being stored. */
async function keepRemarks(before: RunRecord): Promise<void> {
  const now = runsStore.getState().runs.find(({ id }) => id === before.id);
  if (now === undefined) return void (await keep(deleteRun(before.id)));
  if (now === before) return;
  const { name, note, isStarred, colour, latency } = now;
  const patch = { name, note, latency, colour, ...(isStarred !== undefined && { isStarred }) };
  await keep(updateRun(before.id, patch));
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

/** Deletes runs and gives back what undoes it, which says how many there is no room for: those can be brought back later. */
export async function removeRuns(ids: readonly string[]): Promise<() => Promise<number>> {
  const { runs, selectedId, unstoredIds } = runsStore.getState();
  const gone = runs.filter(({ id }) => ids.includes(id));
  let stored: StoredRun[] = [];
  for (const id of ids) {
    const run = await keep(deleteRun(id));
    if (run !== null) stored.push(run);
  }
  runsStore.setState((state) => ({
    runs: state.runs.filter(({ id }) => !ids.includes(id)),
    selectedId: ids.includes(selectedId ?? '') ? null : selectedId,
    unstoredIds: state.unstoredIds.filter((id) => !ids.includes(id)),
  }));
  const marked = unstoredIds.filter((id) => ids.includes(id));
  return async () => {
    const refused: StoredRun[] = [];
    for (const run of stored)
      if ((await keep(putRun(run).then(() => true))) === null) refused.push(run);
    stored = refused;
    const waiting = new Set(refused.map(({ record }) => record.id));
    const back = gone.filter(({ id }) => !waiting.has(id));
    runsStore.setState((state) => ({
      unstoredIds: [...new Set([...state.unstoredIds, ...marked])],
      isStored: state.isStored && marked.length === 0,
      runs: back.reduce(withRun, state.runs).toSorted(byAge),
      selectedId:
        state.selectedId ?? (back.some(({ id }) => id === selectedId) ? selectedId : null),
    }));
    return refused.length;
  };
}

/** Saves the run's own file: safetensors with the recipe inside. */
export async function downloadRun(run: RunRecord): Promise<void> {
  try {
    await saveRunAs(run, 'sizewise');
  } catch (error) {
    runsStore.setState({ problem: failureInWords(error) });
  }
}

/** A run's file in a format. @throws EngineError in words */
export const writeRunAs = async (
  { id, name }: RunRecord,
  format: NetworkFormatId,
  options: { readonly signal?: AbortSignal } = {},
) => (await engine().run('exportModel', { modelId: id, format, name }, options)).file;

/** Bytes of a run's file in a format, which is not saved. @throws EngineError in words */
export const sizeOfRunAs = async (run: RunRecord, format: NetworkFormatId): Promise<number> =>
  (await writeRunAs(run, format)).length;

/** Saves a run in a format, and gives the bytes of the file. @throws EngineError in words */
export async function saveRunAs(run: RunRecord, format: NetworkFormatId): Promise<number> {
  const file = await writeRunAs(run, format);
  const { extension } = networkFormats[format];
  const suffix = format === 'sizewise' ? '' : `-${format}`;
  saveFile(`${fileNameOf(run.name)}${suffix}${extension}`, file);
  return file.length;
}

/** A name as a part of a file's. */
export const fileNameOf = (name: string): string => name.replaceAll(/\W+/g, '-');

/** Waits for storage; where it fails, says so once and goes on without. */
async function keep<T>(stored: Promise<T>): Promise<T | null> {
  try {
    return await stored;
  } catch {
    runsStore.setState({ isStored: false });
    return null;
  }
}

import { deleteCheckpoint, listInterrupted } from '../storage/runs-db.ts';
import type { RunHistory } from '../storage/stored.ts';
import { runsStore } from '../stores/runs.ts';
import { engine, failureInWords } from './engine.ts';
import { addRun } from './runs.ts';

/** Runs that a closed or crashed tab left unfinished, without those that ended here and had no room; none where nothing is stored. */
export async function findInterruptedRuns(): Promise<readonly RunHistory[]> {
  try {
    const left = await listInterrupted();
    const ended = new Set(runsStore.getState().runs.map(({ id }) => id));
    return left.filter(({ id }) => !ended.has(id));
  } catch {
    return [];
  }
}

/** Keeps an interrupted run as a stopped one: its network as it was at the last checkpoint, evaluated. */
export async function keepInterruptedRun(runId: string): Promise<void> {
  try {
    addRun(await engine().run('finishInterrupted', { runId }));
  } catch (error) {
    runsStore.setState({ problem: failureInWords(error), failedRun: null });
  }
}

export async function discardInterruptedRun(runId: string): Promise<void> {
  await deleteCheckpoint(runId).catch(() => undefined);
}

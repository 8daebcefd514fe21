import type { RunRecord } from '../core/run.ts';
import { EngineError } from '../protocol/errors.ts';
import { type OpeningOutcome, openingStore } from '../stores/opening.ts';
import { announce } from './announce.ts';
import { engine, failureInWords } from './engine.ts';
import { newRunId } from './new-run-id.ts';
import { NoRoomError } from './no-room-error.ts';
import { addRun, selectRun } from './runs.ts';

/** More is refused before it is read into memory. */
const mostBytes = 200e6;

/**
 * Opens files as they were dropped or picked: a network that was trained elsewhere becomes a finished run, a file of runs is
 * added to those here. What came of it stands in the store; nothing is changed where a file is refused.
 */
export async function openFiles(files: readonly File[]): Promise<void> {
  if (openingStore.getState().phase !== null || files.length === 0) return;
  openingStore.setState({ phase: 'reading', outcome: null });
  try {
    const words = await open(files);
    announce(words);
    openingStore.setState({ phase: null, outcome: { words, isProblem: false } });
  } catch (error) {
    openingStore.setState({ phase: null, outcome: problemOf(files, error) });
  }
}

/** In words; null where it was cancelled. */
function problemOf(files: readonly File[], error: unknown): OpeningOutcome | null {
  const isOurs = error instanceof EngineError || !(error instanceof Error);
  const reason = isOurs ? failureInWords(error) : error.message;
  if (reason === null) return null;
  const name = files.length === 1 ? files[0]?.name : `${files.length} files`;
  const because = `${reason.replace(/\.$/, '')}.`;
  const words =
    error instanceof NoRoomError
      ? `${name} was opened in part. ${because}`
      : `${name} was not opened. ${because} Nothing was changed.`;
  return { words, isProblem: true };
}

export const dismissOutcome = (): void => openingStore.setState({ outcome: null });

/** What came of it, as a sentence. */
async function open(files: readonly File[]): Promise<string> {
  const [first] = files;
  if (files.length === 1 && first !== undefined && (await isRunsFile(first))) {
    openingStore.setState({ phase: 'adding' });
    const { addRunsFile } = await import('./storage.ts');
    return addRunsFile(first, () => undefined);
  }
  const run = await openNetwork(files);
  const { test, name } = run;
  const score =
    test && `${((100 * test.correct) / test.n).toFixed(2)} % of the test digits are right`;
  return `Opened as the run ${name}: ${score ?? 'it gives no numbers'}.`;
}

async function openNetwork(files: readonly File[]): Promise<RunRecord> {
  if (files.reduce((sum, { size }) => sum + size, 0) > mostBytes)
    throw new Error('It is larger than 200 MB, more than any network that fits here');
  const read = async (file: File) => ({
    name: file.name,
    bytes: new Uint8Array(await file.arrayBuffer()),
  });
  const input = { runId: newRunId(), files: await Promise.all(files.map(read)) };
  const onProgress = ({ phase }: { phase: 'reading' | 'evaluating' }) =>
    openingStore.setState({ phase });
  const run = addRun(await engine().run('importModel', input, { onProgress }));
  selectRun(run);
  return run;
}

/** Files of runs are gzipped, and no file of a network is. */
async function isRunsFile(file: File): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

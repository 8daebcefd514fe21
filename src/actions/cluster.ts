import { mergeResults } from '../core/outside-results.ts';
import type { Sweep } from '../core/sweep.ts';
import { sweepFile } from '../export/sweep-file.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { saveFile } from './save-file.ts';
import { alterSweep } from './sweep-state.ts';

/** Saves a sweep as the file that the runner of `docs/cluster.md` takes. */
export const saveSweepFile = (sweep: Sweep): void =>
  saveFile('sweep.json', `${JSON.stringify(sweepFile(sweep), null, 1)}\n`, 'application/json');

export interface AddedResults {
  readonly ok: boolean;
  /** What was added, or why nothing was. */
  readonly words: string;
}

/** Adds the lines of a `results.jsonl` to a stored sweep; all that are about it, or none. */
export async function addResults(id: string, file: Blob): Promise<AddedResults> {
  const stored = sweepsStore.getState().sweeps.find((each) => each.id === id);
  if (stored === undefined) return { ok: false, words: 'This sweep is gone.' };
  const { mostFileBytes, readResults } = await import('../export/sweep-results-file.ts');
  // One byte more than is allowed: enough to be refused.
  const text = await file.slice(0, mostFileBytes + 1).text();
  const read = readResults(text, sweepFile(stored.sweep).trials);
  if (!read.ok) return { ok: false, words: read.message };
  await alterSweep(id, (sweep) => ({
    ...sweep,
    results: mergeResults(sweep.results ?? [], read.results),
  }));
  const left = read.foreign === 0 ? '' : ` ${counted(read.foreign)} of other sweeps left out.`;
  return { ok: true, words: `${counted(read.results.length)} added.${left}` };
}

const counted = (count: number): string => `${count} ${count === 1 ? 'result' : 'results'}`;

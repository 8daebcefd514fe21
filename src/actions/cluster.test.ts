import 'fake-indexeddb/auto';
import { beforeEach, expect, test } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import type { Sweep } from '../core/sweep.ts';
import { trainingFields } from '../core/training-setup.ts';
import { sweepFile } from '../export/sweep-file.ts';
import { deleteSweep, listSweeps, newSweepId, putSweep } from '../storage/sweeps-db.ts';
import { sweepsStore } from '../stores/sweeps.ts';
import { addResults } from './cluster.ts';
import { loadSweeps } from './sweep-state.ts';

const sweep: Sweep = {
  base: { architecture: presets[1]?.architecture ?? [], setup: defaultsOf(trainingFields) },
  ...{ kind: 'grid', count: 1, seeds: 2, axes: [] },
};
const id = newSweepId();

function linesOf(framework: string): string {
  const score = { loss: 0.1, correct: 100, n: 5000, per_class: Array(10).fill(10) };
  return sweepFile(sweep)
    .trials.map(({ id: trial, expect: sizes }) =>
      JSON.stringify({
        ...{ format: 'sizewise.result/1', id: trial, framework, status: 'finished', problem: null },
        ...{ ...sizes, sizes: { float32_bytes: 1 }, seed: 1, epochs: 3, seconds: 1, device: 'cpu' },
        ...{ versions: { numpy: '2' }, validation: score, test: score },
      }),
    )
    .join('\n');
}

beforeEach(async () => {
  for (const stored of await listSweeps()) await deleteSweep(stored.id);
  await putSweep({ id, createdAt: 1, sweep, isPaused: true, queue: [0, 1], failures: {} });
  await loadSweeps();
});

test('results lie beside the sweep, once, and come back with it', async () => {
  const file = new Blob([linesOf('keras')]);
  expect(await addResults(id, file)).toEqual({ ok: true, words: '2 results added.' });
  await addResults(id, file);
  await addResults(id, new Blob([linesOf('pytorch')]));
  sweepsStore.setState({ sweeps: [] });
  await loadSweeps();
  const [stored] = sweepsStore.getState().sweeps;
  expect(stored?.results?.map(({ origin }) => origin)).toEqual([
    ...['keras', 'keras', 'pytorch', 'pytorch'],
  ]);
  expect(stored?.queue).toEqual([0, 1]);
});

test('a file that is wrong in one line changes nothing', async () => {
  const added = await addResults(id, new Blob([`${linesOf('keras')}\n{`]));
  expect(added.ok).toBe(false);
  expect(added.words).toContain('Line 3');
  expect((await listSweeps())[0]?.results).toBeUndefined();
});

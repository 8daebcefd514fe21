import { expect, test, vi } from 'vitest';
import type { RunRecord } from '../core/run.ts';
import { runsStore } from '../stores/runs.ts';
import { findInterruptedRuns } from './interrupted-runs.ts';

vi.mock('../storage/runs-db.ts', async (original) => ({
  ...(await original<object>()),
  listInterrupted: async () => [{ id: 'cut-off' }, { id: 'without-room' }],
}));

test('a run that ended here without room is not offered as one that was cut off', async () => {
  const ended = { id: 'without-room' } as Partial<RunRecord> as RunRecord; // all that is asked of it
  runsStore.setState({ runs: [ended] });
  expect(await findInterruptedRuns()).toEqual([{ id: 'cut-off' }]);
});

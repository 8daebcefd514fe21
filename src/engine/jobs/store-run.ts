import { putRun } from '../../storage/runs-db.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';

/** Tries once more to store a run that there was no room for when it ended; its weights have waited here. */
export const storeRunJob =
  ({ models }: Engine): Handlers['storeRun'] =>
  async ({ record, curves }) => {
    const state = models.kept(record.id);
    if (state === null) return { isStored: false };
    try {
      await putRun({ record, curves, state });
    } catch {
      return { isStored: false };
    }
    models.forget(record.id);
    return { isStored: true };
  };

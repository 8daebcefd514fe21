import { floatModel } from '../../core/stored-model.ts';
import { EngineError } from '../../protocol/errors.ts';
import { readCheckpoint, runLockName } from '../../storage/runs-db.ts';
import { holdingLock } from '../compute-lock.ts';
import type { Engine } from '../engine.ts';
import { inferenceOf } from '../models.ts';
import type { Handlers } from '../serve.ts';
import { finishRun } from './finish-run.ts';
import { ownShare } from './own-share.ts';
import { untilImages } from './until-images.ts';

/** Makes the last checkpoint of a run whose tab was closed a stopped run. */
export const finishInterruptedJob =
  (engine: Engine): Handlers['finishInterrupted'] =>
  ({ runId }, { signal }) =>
    holdingLock(runLockName(runId), async () => {
      const checkpoint = await readCheckpoint(runId).catch(() => null);
      if (checkpoint === null)
        throw new EngineError('model-not-found', 'Nothing is left of this run: train it again');
      const { history, state } = checkpoint;
      const { recipe, fold } = history;
      const model = floatModel(recipe, state.weights);
      const { trainingImages: count } = recipe.setup;
      await untilImages(engine.dataset, { split: 'train', count, signal });
      const own = ownShare(engine, { recipe, ...(fold !== undefined && { fold }) });
      const runtime = await engine.runtime('wasm');
      const network = await runtime.build(inferenceOf(model));
      const stopped = { step: history.steps, kind: 'stopped' } as const;
      const ended = { ...history, events: [...history.events, stopped] };
      try {
        return await finishRun(own.engine, {
          history: ended,
          status: 'stopped',
          network,
          state,
          signal,
        });
      } finally {
        network.dispose();
      }
    });

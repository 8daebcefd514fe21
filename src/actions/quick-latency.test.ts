import { afterEach, expect, test, vi } from 'vitest';
import { createLayer } from '../core/layers/index.ts';
import { engineStore } from '../stores/engine.ts';
import { editRecipe, undo } from '../stores/recipe.ts';
import { keepQuickLatency } from './measure-latency.ts';

vi.mock('./engine.ts', () => ({ engine: () => ({ run: async () => ({ p50Ms: 1 }) }) }));

afterEach(() => vi.useRealTimers());

test('the latency of a network that an undo brings back is measured again', async () => {
  vi.useFakeTimers();
  const stop = keepQuickLatency();
  const settled = async () => {
    await vi.advanceTimersByTimeAsync(2000);
    return engineStore.getState().quickLatency.latency;
  };
  expect(await settled()).not.toBeNull();
  editRecipe({ architecture: [createLayer('dense', 'l1', { units: 10 })] }); // it has no way to take an image
  expect(await settled()).toBeNull();
  undo();
  expect(await settled()).not.toBeNull();
  stop();
});

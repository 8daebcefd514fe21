import { afterEach, expect, test, vi } from 'vitest';
import { createLayer } from '../core/layers/index.ts';
import { engineStore } from '../stores/engine.ts';
import { editRecipe, undo } from '../stores/recipe.ts';
import { changeSettings } from '../stores/settings.ts';
import { keepQuickLatency } from './measure-latency.ts';

const measuringMs = 300;
vi.mock('./engine.ts', () => ({
  engine: () => ({
    run: async (_job: string, { runtime }: { readonly runtime: string }) => {
      await new Promise((resolve) => setTimeout(resolve, measuringMs));
      return { p50Ms: 1, runtime };
    },
  }),
}));

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

test('the latency is of the runtime that is chosen, also where it is chosen while one is measured', async () => {
  vi.useFakeTimers();
  changeSettings({ runtime: null });
  editRecipe({
    architecture: [createLayer('flatten', 'l1'), createLayer('dense', 'l2', { units: 10 })],
  });
  const stop = keepQuickLatency();
  await vi.advanceTimersByTimeAsync(700); // measuring on wasm
  changeSettings({ runtime: 'tfjs' });
  await vi.advanceTimersByTimeAsync(3000);
  stop();
  expect(engineStore.getState().quickLatency.latency).toMatchObject({ runtime: 'tfjs' });
});

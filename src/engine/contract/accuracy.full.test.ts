import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTrainer, recipeOf, type Trainer } from '../jobs/test-training.ts';
import { shortRuns } from './accuracy-runs.ts';

let trainer: Trainer;
beforeAll(async () => {
  trainer = await createTrainer();
});
afterAll(() => trainer.dispose());

test.each(shortRuns)(
  '$presetId reads at least $atLeast of the test digits after $setup.epochs epochs',
  async (run) => {
    for (const seed of run.seeds) {
      const { correct, n } = (await trainer.measure(recipeOf(run, seed))).test;
      expect(correct / n).toBeGreaterThanOrEqual(run.atLeast);
    }
  },
  600_000,
);

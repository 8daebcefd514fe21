import { expect, test, vi } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { initialWeights } from '../core/initialize.ts';
import { createLayer } from '../core/layers/index.ts';
import type { RunRecord } from '../core/run.ts';
import { floatModel } from '../core/stored-model.ts';
import { trainingFields } from '../core/training-setup.ts';
import { writeModelFile } from '../export/model-file.ts';
import { runsStore } from '../stores/runs.ts';
import { writeRunsFile } from './runs-file.ts';

const recipe = {
  architecture: [createLayer('flatten', 'l1'), createLayer('dense', 'l2', { units: 10 })],
  setup: defaultsOf(trainingFields),
};
const file = writeModelFile(recipe, floatModel(recipe, initialWeights(recipe.architecture, 1)));
vi.mock('./engine.ts', () => ({
  engine: () => ({ run: async () => ({ file }) }),
  failureInWords: String,
}));

// There is no IndexedDB in this file.
test('in a browser that stores nothing, all runs can be saved as a file, weights and all', async () => {
  const run = { id: 'a', name: 'a', recipe, steps: 1, test: null } as Partial<RunRecord>;
  const runs = [run as RunRecord]; // all that is asked of it
  runsStore.setState({ runs, unstoredIds: ['a'], isStored: false });
  expect((await writeRunsFile(runs, () => undefined)).size).toBeGreaterThan(file.length / 2);
});

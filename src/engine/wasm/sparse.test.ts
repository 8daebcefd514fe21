import { expect, test } from 'vitest';
import { weightSpecs } from '../../core/initialize.ts';
import { uniform } from '../../core/random.ts';
import type { Architecture } from '../../core/recipe.ts';
import { isSparseFaster } from './layers/sparse.ts';
import { createThreadedRuntime } from './test-crew.ts';
import { freshState, layer, noiseBatch, runtime } from './test-network.ts';

/** As after a pruning: a share of the kernels' weights is zero. */
function prunedState(architecture: Architecture, sparsity: number) {
  const specs = weightSpecs(architecture);
  const { weights, ...state } = freshState(architecture, 4);
  const pruned = weights.map((values, index) =>
    specs[index]?.spec.prunable
      ? values.map((value, i) => (uniform(index, 9, i) < sparsity ? 0 : value))
      : values,
  );
  return { ...state, weights: pruned };
}

const networks = {
  MLP: [
    layer('flatten'),
    layer('dense', { units: 60, activation: 'relu' }),
    layer('dense', { units: 33, activation: 'gelu', useBias: false }),
    layer('dense', { units: 10 }),
  ],
  'dense on steps': [
    layer('reshape'),
    layer('dense', { units: 50, activation: 'tanh' }),
    layer('flatten'),
    layer('dense', { units: 10 }),
  ],
};

test.each(Object.entries(networks))(
  'without its zeros a network answers the same: %s',
  (_, architecture) => {
    for (const sparsity of [0.5, 0.9, 1]) {
      const options = {
        architecture,
        state: prunedState(architecture, sparsity),
        pixelRange: '0..1',
      } as const;
      const dense = runtime.build(options);
      const sparse = runtime.build({ ...options, sparse: true });
      for (const rows of [1, 3, 4, 7, 16, 37, 150]) {
        const expected = dense.forward(noiseBatch(rows, rows));
        sparse.forward(noiseBatch(rows, rows)).forEach((logit, i) => {
          const wanted = expected[i] ?? 0;
          if (!(Math.abs(logit - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted))))
            expect.fail(`${rows} rows, ${sparsity} zeros: ${logit}, not ${wanted}`);
        });
      }
    }
  },
);

test('zeros are left out in the outputs’ last bits only where it is asked for', () => {
  const architecture = networks.MLP;
  const options = {
    architecture,
    state: prunedState(architecture, 0.9),
    pixelRange: '0..1',
  } as const;
  const [plain, sparse] = [runtime.build(options), runtime.build({ ...options, sparse: true })];
  expect(sparse.memoryBytes).toBeGreaterThanOrEqual(plain.memoryBytes);
  const [a, b] = [plain, sparse].map((network) => network.forward(noiseBatch(1, 1)));
  expect(a).not.toEqual(b); // another order of sums: the sparse kernel has run
  const full = { ...options, state: freshState(architecture, 4) };
  expect(runtime.build({ ...full, sparse: true }).forward(noiseBatch(9, 1))).toEqual(
    runtime.build(full).forward(noiseBatch(9, 1)),
  );
});

test('sparse products begin where they are surely faster', () => {
  const crossover = (rows: number) =>
    Array.from({ length: 100 }, (_, i) => i / 100).find((s) => isSparseFaster(1 - s, rows));
  expect([1, 2, 4, 8, 16, 64].map(crossover)).toEqual([0.51, 0.76, 0.88, 0.76, 0.51, 0.51]);
});

test.each([
  ['alone', () => runtime],
  ['where threads share memories', () => createThreadedRuntime(2)],
])('both ways of a trial give the same product, %s', async (_, ways) => {
  const { productTrial, dispose } = await ways();
  for (const rows of [1, 5, 70]) {
    const trial = productTrial?.({ inputs: 30, units: 12, rows, sparsity: 0.7 });
    trial?.dense();
    const dense = trial?.output();
    trial?.sparse();
    trial?.output().forEach((value, i) => {
      expect(Math.abs(value - (dense?.[i] ?? Number.NaN))).toBeLessThan(1e-5);
    });
    expect(dense?.some((value) => value !== 0)).toBe(true);
  }
  dispose();
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crossoverOf } from './crossover.ts';

const pointsOf = (ratios: readonly number[]) =>
  ratios.map((ratio, place) => ({ sparsity: place / 10, denseUs: 10, sparseUs: 10 * ratio }));

test('the crossover lies between the last slower point and the first that stays faster', () => {
  expect(crossoverOf(pointsOf([2, 0.5]))).toBeCloseTo(0.05, 12);
  expect(crossoverOf(pointsOf([2, 0.9, 4, 0.25, 0.1]))).toBeCloseTo(0.25, 12);
  expect(crossoverOf(pointsOf([2, 1, 0.5]))).toBeCloseTo(0.1, 12);
});

test('there is none where zeros never pay, and it is the first point where they always do', () => {
  expect(crossoverOf(pointsOf([3, 2, 1.5]))).toBeNull();
  expect(crossoverOf([])).toBeNull();
  expect(crossoverOf(pointsOf([0.9, 0.5]))).toBe(0);
});

test('beyond the crossover every point is faster, and the one before it is not', () => {
  const ratio = fc.double({ min: 0.01, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(ratio, { minLength: 1, maxLength: 12 }), (ratios) => {
      const points = pointsOf(ratios);
      const crossover = crossoverOf(points) ?? Number.POSITIVE_INFINITY;
      const before = points.filter(({ sparsity }) => sparsity < crossover);
      for (const { sparsity, denseUs, sparseUs } of points)
        if (sparsity > crossover) expect(sparseUs).toBeLessThan(denseUs);
      const nearest = before.at(-1);
      if (nearest) expect(nearest.sparseUs).toBeGreaterThanOrEqual(nearest.denseUs);
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stratifiedFolds } from './folds.ts';
import { mnistClasses } from './shape.ts';

const anyLabels = fc
  .array(fc.integer({ min: 0, max: mnistClasses - 1 }), { maxLength: 400 })
  .map((labels) => Uint8Array.from(labels));

const counts = (values: Uint8Array, bins: number) =>
  Array.from({ length: bins }, (_, bin) => values.filter((value) => value === bin).length);
const range = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

test('folds of a class, and the folds themselves, differ by one image at most', () => {
  fc.assert(
    fc.property(anyLabels, fc.constantFrom(3, 5, 10), fc.nat(), (labels, k, seed) => {
      const folds = stratifiedFolds(labels, k, seed);
      // One fold for every image: together they are all, and no two share one.
      expect(folds).toHaveLength(labels.length);
      expect(range(counts(folds, k))).toBeLessThanOrEqual(1);
      for (let label = 0; label < mnistClasses; label++)
        expect(
          range(
            counts(
              folds.filter((_, place) => labels[place] === label),
              k,
            ),
          ),
        ).toBeLessThan(2);
    }),
    { numRuns: 50 },
  );
});

test('the seed decides, and images are mixed', () => {
  const labels = new Uint8Array(1000).map((_, place) => place % mnistClasses);
  const folds = stratifiedFolds(labels, 5, 1);
  expect(folds).toEqual(stratifiedFolds(labels, 5, 1));
  expect(folds).not.toEqual(stratifiedFolds(labels, 5, 2));
  const firstTenth = counts(folds.subarray(0, 100), 5);
  expect(Math.min(...firstTenth)).toBeGreaterThan(5);
});

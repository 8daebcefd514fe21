import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accuracyTicks, epochTicks } from './curve-ticks.ts';

test('good networks are looked at closely, bad ones from further off', () => {
  const rounded = (ends: readonly number[]) =>
    accuracyTicks(ends).map((tick) => Number(tick.toFixed(6)));
  expect(rounded([0.97, 0.99])).toEqual([0.85, 0.9, 0.95, 1]);
  expect(rounded([0.995])).toEqual([0.98, 0.99, 1]);
  expect(rounded([0.3])).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(rounded([1])).toEqual([0.99, 1]);
  expect(rounded([])).toEqual([0.99, 1]);
});

test('the worst end is always in the upper quarter, unless it is worse than three of four', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (ends) => {
      const ticks = accuracyTicks(ends);
      const [floor = 1] = ticks;
      const worst = Math.min(...ends);
      expect(ticks.length).toBeLessThanOrEqual(6);
      if (worst > 0.75) expect((worst - floor) / (1 - floor)).toBeGreaterThan(0.749);
      else expect(floor).toBeLessThan(1e-9);
    }),
  );
});

test('epochs are marked whole, and at most eleven times', () => {
  expect(epochTicks(3)).toEqual([0, 1, 2, 3]);
  expect(epochTicks(0.5)).toEqual([0]);
  expect(epochTicks(30)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30]);
  expect(epochTicks(200)).toHaveLength(11);
});

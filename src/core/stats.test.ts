import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confusionMatrix, mcnemarP, percentile, thin, wilsonInterval } from './stats.ts';

test.each([
  { correct: 9700, n: 10_000, low: 96.65, high: 97.32 },
  { correct: 9800, n: 10_000, low: 97.71, high: 98.26 },
  { correct: 9900, n: 10_000, low: 98.79, high: 99.18 },
  { correct: 9940, n: 10_000, low: 99.23, high: 99.53 },
  { correct: 990, n: 1000, low: 98.17, high: 99.46 },
])('$correct of $n right: the share lies between $low and $high %', ({ correct, n, low, high }) => {
  const interval = wilsonInterval(correct, n);
  expect(100 * interval.low).toBeCloseTo(low, 2);
  expect(100 * interval.high).toBeCloseTo(high, 2);
});

test('an interval holds the share it belongs to, lies in 0–1 and narrows with n', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, p) => {
        const correct = Math.round(p * n);
        const { low, high } = wilsonInterval(correct, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(correct / n + 1e-12);
        expect(high).toBeGreaterThanOrEqual(correct / n - 1e-12);
        const fourfold = wilsonInterval(4 * correct, 4 * n);
        expect(fourfold.high - fourfold.low).toBeLessThan(high - low);
      },
    ),
  );
});

test('of no examples nothing is known', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
});

test.each([
  [[4, 1, 3, 2], 0.5, 2.5],
  [[4, 1, 3, 2], 0.9, 3.7],
  [[10, 9, 1], 0, 1],
  [[10, 9, 1], 1, 10],
  [[5], 0.3, 5],
])("the quantile of %j at %f is NumPy's %f", (values, share, expected) => {
  expect(percentile(values, share)).toBeCloseTo(expected, 12);
});

test('a quantile of nothing is a bug', () => {
  expect(() => percentile([], 0.5)).toThrow('Invariant');
});

test('a confusion matrix has labels as rows and answers as columns', () => {
  expect(confusionMatrix([0, 0, 1, 2], [0, 1, 1, 0], 3)).toEqual([1, 1, 0, 0, 1, 0, 1, 0, 0]);
});

// The smallest difference that is significant at 5 %, and the next smaller one that is not.
test.each([
  { of: 10, least: 8 },
  { of: 20, least: 10 },
  { of: 40, least: 14 },
  { of: 60, least: 18 },
  { of: 100, least: 22 },
])(
  'of $of discordant answers a difference of $least is significant, less is not',
  ({ of, least }) => {
    const p = (difference: number) => mcnemarP((of + difference) / 2, (of - difference) / 2);
    expect(p(least)).toBeLessThan(0.05);
    expect(p(least - 2)).toBeGreaterThan(0.05);
  },
);

test("McNemar's p is exact, symmetric, and does not underflow", () => {
  expect(mcnemarP(9, 1)).toBeCloseTo(22 / 1024, 12);
  expect(mcnemarP(1, 9)).toBe(mcnemarP(9, 1));
  expect(mcnemarP(0, 0)).toBe(1);
  expect(mcnemarP(5, 5)).toBe(1);
  expect(mcnemarP(2600, 2400)).toBeCloseTo(0.0049, 3); // z = 2.81 with continuity correction
});

test('thinning keeps ends, order and every extreme, within the number asked for', () => {
  const series = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 1,
    maxLength: 500,
  });
  fc.assert(
    fc.property(series, fc.integer({ min: 4, max: 100 }), (values, max) => {
      const kept = thin(values, max);
      expect(kept.length).toBeLessThanOrEqual(Math.max(max, 1));
      expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1]);
      expect(kept.every((place, i) => i === 0 || place > (kept[i - 1] ?? -1))).toBe(true);
      const drawn = kept.map((place) => values[place] ?? 0);
      expect(Math.max(...drawn)).toBe(Math.max(...values));
      expect(Math.min(...drawn)).toBe(Math.min(...values));
    }),
  );
});

test('a short series is drawn whole', () => {
  expect(thin([3, 1, 2], 4)).toEqual([0, 1, 2]);
  expect(thin([], 4)).toEqual([]);
});

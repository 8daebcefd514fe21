import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paretoFront } from './pareto.ts';

interface Point {
  readonly bytes: number;
  readonly accuracy: number;
}
const front = (points: readonly Point[]) =>
  paretoFront(points, { cost: ({ bytes }) => bytes, worth: ({ accuracy }) => accuracy });

const dominates = (a: Point, b: Point) =>
  a.bytes <= b.bytes && a.accuracy >= b.accuracy && (a.bytes < b.bytes || a.accuracy > b.accuracy);

test('the front runs from the cheapest to the best, and leaves out what is beaten', () => {
  const small = { bytes: 10, accuracy: 0.9 };
  const worse = { bytes: 20, accuracy: 0.85 };
  const large = { bytes: 30, accuracy: 0.99 };
  const wasteful = { bytes: 40, accuracy: 0.99 };
  expect(front([wasteful, large, worse, small])).toEqual([small, large]);
});

test('what has not been measured is left out', () => {
  const measured = { bytes: 10, accuracy: 0.5 };
  expect(front([{ bytes: Number.NaN, accuracy: 1 }, measured])).toEqual([measured]);
});

test('the front is exactly the points that no other beats, cheapest first', () => {
  const point = fc.record({ bytes: fc.nat(12), accuracy: fc.nat(12) });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 40 }), (points) => {
      const kept = front(points);
      const expected = points.filter(
        (candidate) => !points.some((other) => dominates(other, candidate)),
      );
      expect(new Set(kept)).toEqual(new Set(expected));
      expect(kept).toHaveLength(expected.length);
      expect(kept.map(({ bytes }) => bytes)).toEqual(
        kept.map(({ bytes }) => bytes).sort((a, b) => a - b),
      );
    }),
  );
});

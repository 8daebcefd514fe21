import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeSpans } from './memory.ts';

const span = fc
  .tuple(fc.integer({ min: 1, max: 10_000 }), fc.nat(20), fc.nat(5))
  .map(([bytes, from, length]) => ({ bytes, from, to: from + length }));

test('what lives at the same time never overlaps, not even in the slack that kernels read', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 30 }), (spans) => {
      const { offsets, totalBytes } = placeSpans(spans);
      const places = spans.map((s, i) => {
        const start = offsets[i] ?? Number.NaN;
        return { ...s, start, end: start + s.bytes + 64 };
      });
      for (const [i, a] of places.entries()) {
        expect(a.end).toBeLessThanOrEqual(totalBytes);
        for (const b of places.slice(i + 1)) {
          const isTogether = a.from <= b.to && b.from <= a.to;
          expect(isTogether && a.start < b.end && b.start < a.end).toBe(false);
        }
      }
    }),
  );
});

test('values that follow each other share memory', () => {
  const { totalBytes } = placeSpans([
    { bytes: 1000, from: 0, to: 1 },
    { bytes: 1000, from: 2, to: 3 },
  ]);
  expect(totalBytes).toBeLessThan(1200);
});

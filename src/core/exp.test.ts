import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exp } from './exp.ts';

test('is the exponential function to 14 digits', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-14);
    }),
  );
  expect([exp(0), exp(-1000), exp(1000), exp(Number.NaN)]).toEqual([1, 0, Infinity, Number.NaN]);
});

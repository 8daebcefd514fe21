import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromFloat16, toFloat16 } from './float16.ts';

test('known numbers have their bits (IEEE 754 binary16)', () => {
  const known: readonly (readonly [number, number])[] = [
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65_504, 0x7bff],
    [65_519.996, 0x7bff],
    [65_520, 0x7c00],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [2 ** -25 * 1.0001, 0x0001],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [0.1, 0x2e66],
    [Number.POSITIVE_INFINITY, 0x7c00],
  ];
  for (const [value, bits] of known) expect(toFloat16(value)).toBe(bits);
  expect(fromFloat16(toFloat16(Number.NaN))).toBeNaN();
});

test('every binary16 comes back, and every float32 goes to a nearest one', () => {
  for (let bits = 0; bits < 0x7c00; bits++) expect(toFloat16(fromFloat16(bits))).toBe(bits);
  fc.assert(
    fc.property(fc.float({ min: -65_000, max: 65_000, noNaN: true }), (value) => {
      const bits = toFloat16(value);
      const error = Math.abs(fromFloat16(bits) - value);
      for (const other of [bits - 1, bits + 1]) {
        const rival = fromFloat16(other & 0xffff);
        if (Number.isFinite(rival)) expect(error).toBeLessThanOrEqual(Math.abs(rival - value));
      }
    }),
  );
});

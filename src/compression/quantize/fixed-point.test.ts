import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  divideByPower,
  doublingHighMultiply,
  fixedPoint,
  multiplyByFixedPoint,
} from './fixed-point.ts';
import { roundHalfAway } from './round.ts';

test('halves go away from zero, and nothing else does', () => {
  const values = [2.5, -2.5, 0.5, -0.5, 0.49999999999999994, -1.2, 7, -0];
  expect(values.map(roundHalfAway)).toEqual([3, -3, 1, -1, 0, -1, 7, 0]);
});

test('a factor is a mantissa in [½, 1) as Q31 and a power of two', () => {
  expect(fixedPoint(0.5)).toEqual({ multiplier: 2 ** 30, shift: 0 });
  expect(fixedPoint(1)).toEqual({ multiplier: 2 ** 30, shift: 1 });
  expect(fixedPoint(3)).toEqual({ multiplier: 1_610_612_736, shift: 2 });
  expect(fixedPoint(0.1)).toEqual({ multiplier: 1_717_986_918, shift: -3 });
  // A mantissa that rounds up to 1 carries into the exponent.
  expect(fixedPoint(1 - 2 ** -40)).toEqual({ multiplier: 2 ** 30, shift: 1 });
  expect(fixedPoint(0)).toEqual({ multiplier: 0, shift: 0 });
});

test('the product rounds twice, as the reference kernels do', () => {
  // 3 · ½ = 1.5: halves up; −3 · ½ = −1.5: halves up as well, to −1.
  expect(doublingHighMultiply(3, 2 ** 30)).toBe(2);
  expect(doublingHighMultiply(-3, 2 ** 30)).toBe(-1);
  expect(doublingHighMultiply(-(2 ** 31), -(2 ** 31))).toBe(2 ** 31 - 1);
  expect([5, -5, 6, -6, 7].map((x) => divideByPower(x, 2))).toEqual([1, -1, 2, -2, 2]);
  // 0.3125 · 8 = 2.5 exactly, but to 20/8: first 5 (of 2⁻¹), then the half away from zero.
  expect(multiplyByFixedPoint(8, fixedPoint(0.3125))).toBe(3);
  expect(multiplyByFixedPoint(-8, fixedPoint(0.3125))).toBe(-3);
  expect(multiplyByFixedPoint(7, fixedPoint(6))).toBe(42);
});

test('agrees with 64-bit integers, whatever is multiplied', () => {
  const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(int32, fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 }), (a, b) => {
      const exact = (BigInt(a) * BigInt(b) + (1n << 30n)) >> 31n;
      expect(doublingHighMultiply(a, b)).toBe(Number(exact));
    }),
  );
});

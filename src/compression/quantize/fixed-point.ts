import { roundHalfAway } from './round.ts';

/** A positive real as multiplier · 2^(shift − 31), multiplier in [2³⁰, 2³¹): TFLite's fixed-point factor. */
export interface FixedPoint {
  readonly multiplier: number;
  readonly shift: number;
}

/** TFLite's `QuantizeMultiplier`. A factor below 2⁻³¹ becomes 0 (TFLite's limit is 2⁻³²: it would give 0 as well). */
export function fixedPoint(real: number): FixedPoint {
  if (real === 0) return { multiplier: 0, shift: 0 };
  let shift = exponentOf(real);
  let multiplier = roundHalfAway((real / 2 ** shift) * 2 ** 31);
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    shift++;
  }
  if (shift < -30) return { multiplier: 0, shift: 0 };
  // A larger factor means that anything but 0 saturates.
  return shift > 30 ? { multiplier: 2 ** 31 - 1, shift: 30 } : { multiplier, shift };
}

/** real / count: TFLite's mean puts the division into the multiplier, and loses its lowest bits. */
export function meanFactor(real: number, count: number): FixedPoint {
  const { multiplier, shift } = fixedPoint(real);
  const bits = Math.min(Math.floor(Math.log2(count)), 31 + shift);
  return { multiplier: Math.floor((multiplier * 2 ** bits) / count), shift: shift - bits };
}

/** The exponent that leaves a mantissa in [½, 1), as C's `frexp`. */
function exponentOf(real: number): number {
  let exponent = Math.ceil(Math.log2(real)); // may be one off
  while (real / 2 ** exponent >= 1) exponent++;
  while (real / 2 ** exponent < 0.5) exponent--;
  return exponent;
}

/**
 * x · factor as whole numbers: TFLite's `MultiplyByQuantizedMultiplier` in the double rounding of its reference kernels,
 * which is what 2.x builds by default (`TFLITE_SINGLE_ROUNDING` is not set). First (x · multiplier) / 2³¹ with halves
 * up, then the right shift with halves away from zero. Both factors are int32; the left shift wraps as int32 does.
 */
export function multiplyByFixedPoint(x: number, { multiplier, shift }: FixedPoint): number {
  const shifted = shift > 0 ? Math.imul(x, 1 << shift) : x;
  return divideByPower(doublingHighMultiply(shifted, multiplier), Math.max(0, -shift));
}

/** gemmlowp's `SaturatingRoundingDoublingHighMul`: ⌊(a · b + 2³⁰) / 2³¹⌋. */
export function doublingHighMultiply(a: number, b: number): number {
  // In two halves of a, since the product of two int32 may need 62 bits and a double has 53.
  const high = Math.floor(a / 65_536);
  const low = a - high * 65_536;
  const lowProduct = low * b + 2 ** 30;
  const carried = high * b + Math.floor(lowProduct / 65_536);
  return Math.min(Math.floor(carried / 32_768), 2 ** 31 - 1);
}

/** gemmlowp's `RoundingDivideByPOT`: x / 2^exponent, halves away from zero. */
export const divideByPower = (x: number, exponent: number): number =>
  roundHalfAway(x / 2 ** exponent);

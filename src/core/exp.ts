const ln2High = 0.6931471803691238; // its low bits are zero, so that n · ln2High is exact
const ln2Low = 1.9082149292705877e-10;
/** 1/k!, from the highest power down. */
const taylor = Array.from({ length: 14 }, (_, k) => 1 / factorial(13 - k));

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}

/** eˣ to about 1e-15, from additions and multiplications alone: `Math.exp` differs between JavaScript engines. */
export function exp(x: number): number {
  if (!(x > -745)) return Number.isNaN(x) ? x : 0;
  if (x > 709) return Number.POSITIVE_INFINITY;
  const n = Math.floor(x / Math.LN2 + 0.5);
  const rest = x - n * ln2High - n * ln2Low;
  const power = taylor.reduce((sum, coefficient) => sum * rest + coefficient, 0);
  // In two parts: 2ⁿ alone would be subnormal before the product is.
  const half = Math.floor(n / 2);
  return power * 2 ** half * 2 ** (n - half);
}

import { expect, test } from 'vitest';
import { solveRidge } from './cholesky.ts';

test('a system of three equations is solved for both of its right sides', () => {
  // Only the lower half is read.
  const a = Float64Array.of(4, 9, 9, 2, 5, 9, 1, 2, 6);
  const x = [1, -1, 2, 0.5, -3, 4];
  const whole = [
    [4, 2, 1],
    [2, 5, 2],
    [1, 2, 6],
  ];
  const b = Float64Array.from(
    whole.flatMap((row) =>
      [0, 1].map((c) => row.reduce((sum, value, k) => sum + value * (x[2 * k + c] ?? 0), 0)),
    ),
  );
  solveRidge(a, b, { size: 3, columns: 2, ridge: 0 });
  for (const [place, value] of b.entries()) expect(value).toBeCloseTo(x[place] ?? Number.NaN, 7);
});

test('a ridge is a share of the mean diagonal', () => {
  const b = Float64Array.of(6, 6);
  solveRidge(Float64Array.of(1, 0, 0, 3), b, { size: 2, columns: 1, ridge: 0.5 });
  expect(b[0]).toBeCloseTo(3, 7); // 6 / (1 + 0.5 · 2)
  expect(b[1]).toBeCloseTo(1.5, 7);
});

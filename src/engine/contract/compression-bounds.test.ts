import { expect, test } from 'vitest';
import { type CompressionBounds, type CompressionResult, missesOf } from './compression-bounds.ts';

const scoreOf = (correct: number) => ({ correct, n: 10_000, loss: 0 });

/** A control of 98 % and a variant that has lost and won so many. */
const resultOf = (lost: number, won: number): CompressionResult => ({
  ...{ seed: 1, seconds: 1, weightBytes: 4000, storedBytes: 100 },
  control: scoreOf(9800),
  variant: scoreOf(9800 - lost + won),
  paired: { lost, won, otherwise: 5, difference: (won - lost) / 10_000, p: 1 },
});

test.each<[CompressionBounds, number]>([
  [{ atLeast: 0.977, atMost: 0.9771, mostLost: 0.003, mostChanged: 0.003 }, 0],
  [{ mostFlips: 75, timesSmaller: 40 }, 0],
  [{ atLeast: 0.9771 }, 1],
  [{ atMost: 0.9769 }, 1],
  [{ mostLost: 0.0029 }, 1],
  [{ mostChanged: 0.0029 }, 1],
  [{ mostFlips: 74 }, 1],
  [{ timesSmaller: 41 }, 1],
  [{}, 0],
])('50 lost and 20 won, 40 times smaller, by %o: %i misses', (bounds, misses) => {
  expect(missesOf(bounds, [resultOf(50, 20)])).toHaveLength(misses);
});

test('what is lost is the mean over the seeds, the rest is asked of each', () => {
  const results = [resultOf(50, 10), resultOf(20, 20)];
  expect(missesOf({ mostLost: 0.002 }, results)).toEqual([]);
  expect(missesOf({ mostLost: 0.0019, atLeast: 0.978 }, results)).toEqual([
    '0.20 points lost, at most 0.19 allowed',
    'seed 1: 97.60 % right, at least 97.80 % wanted',
  ]);
});

test('accuracy that is won counts as changed, and not as lost', () => {
  expect(missesOf({ mostLost: 0, mostChanged: 0.001 }, [resultOf(0, 20)])).toHaveLength(1);
});

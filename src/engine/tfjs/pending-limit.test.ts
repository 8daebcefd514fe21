import { expect, test } from 'vitest';
import { nextPendingLimit } from './pending-limit.ts';

/** Reads in a second of steps that take `stepMs`, once the limit has settled. */
function readsPerSecond(stepMs: number): number {
  let limit = 16;
  for (let read = 0; read < 20; read++) limit = nextPendingLimit(limit, limit * stepMs);
  return 1000 / (limit * stepMs);
}

test.each([0.2, 1, 5, 20, 80])(
  'steps of %d ms are read back ten times a second at most',
  (stepMs) => {
    expect(readsPerSecond(stepMs)).toBeLessThanOrEqual(10);
    expect(readsPerSecond(stepMs)).toBeGreaterThanOrEqual(4);
  },
);

test('two steps are always in flight, and never more than 512', () => {
  expect(nextPendingLimit(2, 5000)).toBe(2);
  expect(nextPendingLimit(512, 1)).toBe(512);
});

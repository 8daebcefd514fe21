import { expect, test } from 'vitest';
import { sweepEngines } from './threads.ts';

test.each([
  [1, 1, 1],
  [2, 1, 2],
  [3, 1, 3],
  [4, 2, 2],
  [8, 4, 2],
  [64, 4, 2],
])('a sweep on %i cores has %i engines of %i threads', (hardwareConcurrency, engines, threads) => {
  expect(sweepEngines({ crossOriginIsolated: true, hardwareConcurrency })).toEqual({
    engines,
    threads,
  });
});

test('without shared memory an engine has one thread', () => {
  expect(sweepEngines({ crossOriginIsolated: false, hardwareConcurrency: 8 })).toEqual({
    ...{ engines: 4, threads: 1 },
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { presets } from '../../core/presets.ts';
import type { RunRecord } from '../../core/run.ts';
import { trainingFields } from '../../core/training-setup.ts';
import {
  accuracyAxis,
  costAxis,
  decadesOf,
  formatAccuracyTick,
  formatTick,
  frontStairs,
  runPoints,
} from './run-points.ts';

const score = (correct: number, n = 5000) => ({ loss: 0, correct, n });
const runtime = { kind: 'wasm', backend: 'wasm', threads: 1 } as const;

function run(fileBytes: number, correct: number, more: Partial<RunRecord> = {}): RunRecord {
  return {
    id: `${fileBytes} ${correct}`,
    name: 'calm-otter',
    createdAt: 0,
    parentId: null,
    recipe: { architecture: presets[0]!.architecture, setup: defaultsOf(trainingFields) },
    dataset: 'mnist',
    engineVersion: '1',
    runtime,
    environment: { browser: 'Chromium', crossOriginIsolated: true, hardwareConcurrency: 2 },
    status: 'finished',
    steps: 1,
    events: [],
    epochs: [],
    timing: { trainingSeconds: 1, firstStepMs: 1, imagesPerSecond: 1 },
    size: {
      parameters: fileBytes / 4,
      trainableParameters: fileBytes / 4,
      macs: 1,
      weightBytes: fileBytes,
      fileBytes,
      deflatedBytes: fileBytes,
      peakActivationBytes: 1,
      trainingBytes: 1,
    },
    training: score(correct),
    validation: score(correct),
    test: null,
    latency: null,
    hash: '',
    ...more,
  };
}

test('90 % is one decade of error, 99 % two, and no error is half an image', () => {
  expect(decadesOf(score(4500))).toBeCloseTo(1, 12);
  expect(decadesOf(score(4950))).toBeCloseTo(2, 12);
  expect(decadesOf(score(5000))).toBeCloseTo(4, 12);
});

test('diverged runs and runs without the figure are no points', () => {
  expect(runPoints([run(1000, 500, { status: 'diverged' })], 'fileBytes')).toEqual([]);
  expect(runPoints([run(1000, 4900)], 'p50Ms')).toEqual([]);
  expect(
    runPoints([run(2000, 4900), run(1000, 4800)], 'fileBytes').map(({ cost }) => cost),
  ).toEqual([1000, 2000]);
});

test('the frontier is a staircase over the runs that none beats', () => {
  const points = runPoints([run(1000, 4500), run(2000, 4400), run(4000, 4950)], 'fileBytes');
  expect(
    frontStairs(points).map(({ cost, decades }) => [cost, Math.round(decades * 1e6) / 1e6]),
  ).toEqual([
    [1000, 1],
    [4000, 1],
    [4000, 2],
  ]);
});

test('the accuracy axis runs from the mark below the worst to the mark above the best', () => {
  const { ticks } = accuracyAxis(runPoints([run(1000, 4600), run(2000, 4940)], 'fileBytes'));
  expect(ticks.map(formatAccuracyTick)).toEqual(['90', '95', '98', '99']);
});

test('both axes hold every point, whatever the runs', () => {
  const anyRun = fc
    .record({ bytes: fc.integer({ min: 4, max: 1e9 }), correct: fc.integer({ min: 0, max: 5000 }) })
    .map(({ bytes, correct }) => run(bytes, correct));
  fc.assert(
    fc.property(fc.array(anyRun, { minLength: 1, maxLength: 20 }), (runs) => {
      const points = runPoints(runs, 'fileBytes');
      for (const { cost, decades } of points) {
        const x = costAxis(points);
        const y = accuracyAxis(points);
        expect(x.ticks.length).toBeGreaterThanOrEqual(1);
        expect(y.ticks.length).toBeGreaterThanOrEqual(2);
        expect(cost >= x.domain[0] && cost <= x.domain[1]).toBe(true);
        expect(decades >= y.domain[0] && decades <= y.domain[1]).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

test('ticks are said without trailing zeros', () => {
  expect(formatTick('fileBytes', 10_000)).toBe('10 KB');
  expect(formatTick('fileBytes', 300_000)).toBe('300 KB');
  expect(formatTick('parameters', 30_000)).toBe('30 k');
  expect(formatTick('p50Ms', 0.1)).toBe('0.1 ms');
  expect(formatTick('parameters', 3000)).toBe('3,000');
});

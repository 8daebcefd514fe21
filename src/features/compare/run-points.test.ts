import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import type { OutsideResult } from '../../core/outside-results.ts';
import { presets } from '../../core/presets.ts';
import type { RunRecord } from '../../core/run.ts';
import { wilsonInterval } from '../../core/stats.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { testResultOf } from '../../engine/jobs/evaluate.ts';
import { axisOf } from './axis.ts';
import { csvOf } from './chart-files.ts';
import { type MetricName, metricNames, metricOf } from './metrics.ts';
import { chartData, choiceOf, seedBars } from './run-points.ts';

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

const againstBytes = choiceOf('fileBytes', 'validationAccuracy');
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

test('90 % is one decade of error, 99 % two, and no error is half an image', () => {
  const { points } = chartData([run(1, 4500), run(10, 4950), run(100, 5000)], againstBytes);
  expect(points.map(({ x, y }) => [rounded(x), rounded(y)])).toEqual([
    [0, 1],
    [1, 2],
    [2, 4],
  ]);
});

test('diverged runs and runs without the figure are no points', () => {
  expect(chartData([run(1000, 500, { status: 'diverged' })], againstBytes).points).toEqual([]);
  expect(chartData([run(1000, 4900)], choiceOf('p50Ms', 'validationAccuracy')).points).toEqual([]);
});

test('the front is a staircase over the runs that none beats', () => {
  const { front } = chartData([run(100, 4500), run(1000, 4400), run(10_000, 4950)], againstBytes);
  expect(front.map(({ x, y }) => [rounded(x), rounded(y)])).toEqual([
    [2, 1],
    [4, 1],
    [4, 2],
  ]);
});

test('runs that are alike are one corner, however many they are', () => {
  const alike = Array.from({ length: 5 }, () => run(100, 4500));
  const { points, front } = chartData([...alike, run(10_000, 4950)], againstBytes);
  expect(points).toHaveLength(6);
  expect(front.map(({ x, y }) => [rounded(x), rounded(y)])).toEqual([
    [2, 1],
    [4, 1],
    [4, 2],
  ]);
});

test('where more is better the staircase runs the other way, and none is read off the test set', () => {
  const fast = (correct: number, imagesPerSecond: number) =>
    run(1000, correct, { timing: { trainingSeconds: 1, firstStepMs: 1, imagesPerSecond } });
  const runs = [fast(4500, 1000), fast(4950, 100), fast(4400, 100)];
  const { front } = chartData(runs, choiceOf('imagesPerSecond', 'validationAccuracy'));
  expect(front.map(({ x, y }) => [rounded(x), rounded(y)])).toEqual([
    [3, 1],
    [2, 1],
    [2, 2],
  ]);
  const tested = run(1000, 4500, { test: testResultOf(new Float32Array(10), new Uint8Array(1)) });
  const data = chartData([tested], choiceOf('fileBytes', 'testAccuracy'));
  expect([data.points.length, data.front]).toEqual([1, []]);
});

test('bars are the 95 % interval, in the units of the axis', () => {
  const [point] = chartData([run(1000, 4500)], { ...againstBytes, isYCurved: false }).points;
  const { low, high } = wilsonInterval(4500, 5000);
  expect(point).toMatchObject({ y: 0.9, yBar: [low, high], xBar: null });
});

test('the accuracy axis runs from the mark below the worst to the mark above the best', () => {
  const { yAxis } = chartData([run(1000, 4600), run(2000, 4940)], againstBytes);
  expect(yAxis.ticks.map(yAxis.label)).toEqual(['90', '95', '98', '99']);
});

const anyRun = fc
  .record({
    bytes: fc.integer({ min: 4, max: 1e9 }),
    correct: fc.integer({ min: 0, max: 5000 }),
    trained: fc.integer({ min: 0, max: 5000 }),
  })
  .map(({ bytes, correct, trained }) => run(bytes, correct, { training: score(trained) }));
const anyChoice = fc.record({
  x: fc.constantFrom(...metricNames),
  y: fc.constantFrom(...metricNames),
  isXCurved: fc.boolean(),
  isYCurved: fc.boolean(),
});

test('both axes hold every point, whatever the runs and the choice', () => {
  fc.assert(
    fc.property(fc.array(anyRun, { minLength: 1, maxLength: 20 }), anyChoice, (runs, choice) => {
      const { points, xAxis, yAxis } = chartData(runs, choice);
      for (const { x, y } of points)
        for (const [value, { domain, ticks }] of [[x, xAxis] as const, [y, yAxis] as const]) {
          expect(ticks.length).toBeGreaterThanOrEqual(1);
          expect(ticks.length).toBeLessThanOrEqual(11);
          expect(value).toBeGreaterThanOrEqual(domain[0] - 1e-9);
          expect(value).toBeLessThanOrEqual(domain[1] + 1e-9);
          expect(domain[1]).toBeGreaterThan(domain[0]);
        }
    }),
    { numRuns: 100 },
  );
});

test('ticks are said without trailing zeros', () => {
  const labelOf = (name: MetricName, value: number) =>
    axisOf([Math.log10(value)], metricOf(name), 'log').label(Math.log10(value));
  expect(labelOf('fileBytes', 10_000)).toBe('10 KB');
  expect(labelOf('fileBytes', 300_000)).toBe('300 KB');
  expect(labelOf('parameters', 30_000)).toBe('30 k');
  expect(labelOf('p50Ms', 0.1)).toBe('0.1 ms');
  expect(labelOf('parameters', 3000)).toBe('3,000');
});

test('a bar over seeds reaches from the worst to the best run of one recipe, around their mean', () => {
  const seeded = (seed: number, epochs = 3) => ({
    id: `${seed}-${epochs}`,
    recipe: {
      architecture: presets[0]!.architecture,
      setup: { ...defaultsOf(trainingFields), seed, epochs },
    },
  });
  const { points } = chartData(
    [
      run(100, 4500, seeded(1)),
      run(100, 4950, seeded(2)),
      run(100, 4000, seeded(3, 1)), // another recipe, with one seed
      run(100, 4995, { ...seeded(1), id: 'again' }),
    ],
    againstBytes,
  );
  const [bar, ...others] = seedBars(points);
  expect(others).toEqual([]);
  expect([...(bar?.ids ?? [])].sort()).toEqual(['1-3', '2-3', 'again']);
  expect(bar?.yBar?.map(rounded)).toEqual([1, 3]);
  expect(rounded(bar?.y ?? 0)).toBe(2);
});

const elsewhere = (more: Partial<OutsideResult> = {}): OutsideResult => ({
  ...{ id: 'trial', origin: 'keras', status: 'finished', problem: null },
  ...{ parameters: 500, macs: 400, test: null, epochs: 1, seconds: 9, device: 'cpu' },
  versions: 'keras 3',
  validation: { ...score(4999), perClass: [] },
  ...more,
});

test('what a cluster trained is shown beside the runs, within the axes, and is never among the best', () => {
  const choice = choiceOf('parameters', 'validationAccuracy');
  const stopped = elsewhere({ id: 'stopped', status: 'stopped' });
  const data = chartData([run(4000, 4500)], choice, [elsewhere(), stopped]);
  expect(data.outside.map(({ result }) => result.id)).toEqual(['trial']);
  expect(data.outside[0]?.x).toBeCloseTo(Math.log10(500), 9);
  expect(data.xAxis.domain[0]).toBeLessThan(Math.log10(500));
  expect(data.front).toEqual([{ x: 3, y: 1 }]);
  expect(csvOf(data, choice).split('\r\n')[2]).toMatch(
    /^Keras on a cluster,trial,,,500,0\.9998,0\.99\d+,0\.99\d+$/,
  );
  // Its file and its speed are not ours.
  expect(chartData([], choiceOf('fileBytes', 'validationAccuracy'), [elsewhere()]).outside).toEqual(
    [],
  );
});

import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { presets } from '../../core/presets.ts';
import { planSweep, type Sweep } from '../../core/sweep.ts';
import type { Axis } from '../../core/sweep-axis.ts';
import { type PointResult, spreadOf } from '../../core/sweep-results.ts';
import { trainingFields } from '../../core/training-setup.ts';
import {
  accuracyMarks,
  acrossOptions,
  barsInWords,
  chartPoints,
  decadesOf,
  isLine,
  scaleAcross,
} from './sweep-chart.ts';

const base = {
  architecture: presets[1]?.architecture ?? [],
  setup: defaultsOf(trainingFields),
};

function subjectOf(axis: Axis, results: readonly PointResult[] = []) {
  const sweep: Sweep = { base, axes: [axis], kind: 'grid', count: 1, seeds: 1 };
  return { plan: sweep, base, points: planSweep(sweep).points, results };
}

const width: Axis = { target: { kind: 'width' }, values: [1, 0.25] };
const resultOf = (...correct: number[]): PointResult => ({
  gap: null,
  validation: spreadOf(correct.map((each) => ({ loss: 1, correct: each, n: 1000 }))),
  ...{ test: null, diverged: 0, fileBytes: null },
});

test('sizes stand first where they differ, the axis where they do not', () => {
  expect(acrossOptions(subjectOf(width)).map(({ name }) => name)).toEqual([
    'parameters',
    'macs',
    'axis-0',
  ]);
  const rate: Axis = { target: { kind: 'setup', field: 'learningRate' }, values: [0.001, 0.01] };
  expect(acrossOptions(subjectOf(rate))[0]).toEqual({ name: 'axis-0', label: 'learning rate' });
});

test('only what has an order is joined', () => {
  const bits: Axis = {
    target: { kind: 'step', technique: 'quantize', field: 'bits' },
    values: ['8', '2'],
  };
  const ways: Axis = { target: { kind: 'regulariser' }, values: ['none', 'dropout'] };
  const joined = (axis: Axis, across: 'axis-0' | 'parameters' | 'fileBytes') =>
    isLine(subjectOf(axis).plan, across);
  expect([joined(width, 'axis-0'), joined(width, 'parameters')]).toEqual([true, true]);
  expect([joined(bits, 'axis-0'), joined(bits, 'fileBytes')]).toEqual([false, true]);
  expect([joined(ways, 'axis-0'), joined(ways, 'parameters')]).toEqual([false, false]);
  expect(isLine({ ...subjectOf(width).plan, axes: [width, width] }, 'axis-0')).toBe(false);
});

test('points stand from small to large, empty until something of them is done', () => {
  const points = chartPoints(subjectOf(width, [resultOf(900), resultOf()]), 'parameters');
  expect(points.map(({ x, tick, spread }) => [x, tick, spread?.mean])).toEqual([
    [25_450, '25.4 k', undefined],
    [101_770, '102 k', 0.9],
  ]);
});

test('ticks of an axis are its values in words, choices stand in their order', () => {
  expect(chartPoints(subjectOf(width), 'axis-0').map(({ tick }) => tick)).toEqual(['¼', '1']);
  const bits: Axis = {
    target: { kind: 'step', technique: 'quantize', field: 'bits' },
    values: ['8', '2', 'binary'],
  };
  expect(chartPoints(subjectOf(bits), 'axis-0').map(({ x, tick }) => [x, tick])).toEqual([
    [0, '8'],
    [1, '2'],
    [2, 'Binary'],
  ]);
  const zeros: Axis = {
    target: { kind: 'step', technique: 'prune', field: 'sparsity' },
    values: [0.5, 0.98],
  };
  const units: Axis = { target: { kind: 'layer', place: 1, field: 'units' }, values: [64, 1024] };
  const ticks = [zeros, units].map((axis) =>
    chartPoints(subjectOf(axis), 'axis-0').map(({ tick }) => tick),
  );
  expect(ticks).toEqual([
    ['50 %', '98 %'],
    ['64', '1,024'],
  ]);
});

test('marks stand around the bars, at most seven', () => {
  expect(accuracyMarks([])).toEqual([]);
  const marked = (...correct: number[]) =>
    accuracyMarks(
      chartPoints(subjectOf(width, [resultOf(...correct), resultOf(...correct)]), 'parameters'),
    );
  expect(marked(910, 955).map(({ label }) => label)).toEqual(['90', '93', '95', '96']);
  const wide = marked(20, 999);
  expect(wide.length).toBeLessThanOrEqual(11);
  expect(wide[0]?.label).toBe('0');
  expect(wide.at(-1)?.decades).toBeGreaterThanOrEqual(decadesOf(0.999));
});

test('marks also stand around what came from elsewhere', () => {
  const elsewhere = spreadOf([{ loss: 1, correct: 500, n: 1000 }]);
  if (elsewhere === null) throw new Error('no spread');
  const outside = [[{ origin: 'keras' as const, validation: elsewhere }]];
  const points = chartPoints({ ...subjectOf(width, [resultOf(910)]), outside }, 'axis-0');
  expect(points.map((point) => point.outside.length)).toEqual([0, 1]);
  expect(Number(accuracyMarks(points)[0]?.label)).toBeLessThanOrEqual(46);
});

test('what spans orders of magnitude is drawn by its logarithm', () => {
  const place = scaleAcross([25, 50, 100]);
  expect(place(50)).toBeCloseTo(0.5);
  expect(scaleAcross([10, 20])(15)).toBeCloseTo(0.5);
  expect(scaleAcross([7])(7)).toBe(0.5);
});

test('the caption says what the bars are', () => {
  const caption = (...results: readonly PointResult[]) =>
    barsInWords(chartPoints(subjectOf(width, results), 'parameters'));
  expect(caption()).toContain('before any training');
  expect(caption(resultOf(900), resultOf(800))).toContain('Wilson interval of the one run');
  expect(caption(resultOf(900, 910), resultOf(800, 805))).toContain('lowest to highest');
  expect(caption(resultOf(900, 910), resultOf(800))).toContain('Where one seed is done');
});

import { expect, test } from 'vitest';
import { defaultsOf } from './fields.ts';
import { mergeResults, type OutsideResult, outsidePoints } from './outside-results.ts';
import { presets } from './presets.ts';
import { planSweep } from './sweep.ts';
import { trainingFields } from './training-setup.ts';

const planned = planSweep({
  base: { architecture: presets[1]?.architecture ?? [], setup: defaultsOf(trainingFields) },
  ...{ kind: 'grid', count: 1, seeds: 2 },
  axes: [{ target: { kind: 'width' }, values: [0.5, 1] }],
});
/** Trials run point by point with the first seed, then with the next. */
const ids = ['half-1', 'whole-1', 'half-2', 'whole-2'];

const resultOf = (id: string, correct: number, changes: Partial<OutsideResult> = {}) => {
  const score = { loss: 1, correct, n: 100, perClass: [] };
  const result: OutsideResult = {
    ...{ id, origin: 'keras', status: 'finished', problem: null, parameters: 1, macs: 1 },
    ...{ validation: score, test: score, epochs: 1, seconds: 1, device: 'cpu', versions: '' },
    ...changes,
  };
  return result;
};

test('the newer of two results of a trial and origin is kept', () => {
  const merged = mergeResults(
    [resultOf('half-1', 10), resultOf('half-1', 20, { origin: 'pytorch' })],
    [resultOf('half-1', 30), resultOf('half-2', 40)],
  );
  expect(merged.map(({ origin, validation }) => [origin, validation?.correct])).toEqual([
    ['keras', 30],
    ['pytorch', 20],
    ['keras', 40],
  ]);
});

test('a point gathers its seeds by origin; what the cluster stopped early does not count', () => {
  const results = [
    resultOf('half-1', 90),
    resultOf('half-2', 92),
    resultOf('whole-1', 95, { origin: 'pytorch' }),
    resultOf('whole-2', 10, { status: 'stopped', test: null }),
    resultOf('another', 99),
  ];
  const [half, whole] = outsidePoints(results, ids, planned);
  expect(half?.map(({ origin, validation }) => [origin, validation.mean, validation.bar])).toEqual([
    ['keras', 0.91, 'seeds'],
  ]);
  expect(whole?.map(({ origin, validation }) => [origin, validation.runs])).toEqual([
    ['pytorch', 1],
  ]);
});

import { expect, test } from 'vitest';
import { defaultsOf } from './fields.ts';
import { presets } from './presets.ts';
import { planSweep } from './sweep.ts';
import { pointResults, remainingSeconds, spreadOf, trialRunId } from './sweep-results.ts';
import { trainingFields } from './training-setup.ts';

const scored = (correct: number, n = 10_000) => ({ loss: 1, correct, n });

const planned = planSweep({
  base: { architecture: presets[1]?.architecture ?? [], setup: defaultsOf(trainingFields) },
  axes: [{ target: { kind: 'width' }, values: [0.5, 1] }],
  ...{ kind: 'grid', count: 1, seeds: 2 },
});

test('one seed has its Wilson interval, several have their lowest and highest', () => {
  expect(spreadOf([])).toBeNull();
  const one = spreadOf([scored(9700)]);
  expect(one).toMatchObject({ runs: 1, mean: 0.97, bar: 'wilson' });
  expect(one?.low).toBeCloseTo(0.9665, 4);
  expect(one?.high).toBeCloseTo(0.9732, 4);
  expect(spreadOf([scored(9750), scored(10_000), scored(9500)])).toEqual({
    ...{ runs: 3, mean: 0.975, low: 0.95, high: 1, bar: 'seeds' },
  });
});

test('folds have their mean and standard deviation', () => {
  const spread = spreadOf([scored(9500), scored(9700), scored(9600)], true);
  expect(spread).toMatchObject({ runs: 3, bar: 'folds' });
  expect([spread?.low, spread?.mean, spread?.high].map((each) => each?.toFixed(6))).toEqual([
    '0.950000',
    '0.960000',
    '0.970000',
  ]);
});

test('a point collects its own seeds; what diverged is counted and not averaged', () => {
  const run = (trial: number, correct: number, status: 'finished' | 'diverged' = 'finished') => ({
    ...{ id: trialRunId('sweep-1', trial), status },
    training: { ...scored(correct + 250, 5000), loss: 0.5 },
    validation: scored(correct, 5000),
    test: status === 'diverged' ? null : scored(correct * 2),
    size: { fileBytes: 7 },
  });
  // Trials: both widths with seed 1, then both with seed 2.
  const runs = [run(0, 4000), run(2, 4500), run(1, 4800), run(3, 500, 'diverged')];
  const [half, whole] = pointResults('sweep-1', planned, runs as never);
  expect(half?.validation).toMatchObject({ runs: 2, low: 0.8, high: 0.9 });
  expect(half?.gap?.accuracy).toBeCloseTo(0.05);
  expect(half?.test?.mean).toBeCloseTo(0.85);
  expect(whole).toMatchObject({ diverged: 1, validation: { runs: 1, mean: 0.96, bar: 'wilson' } });
  const none = pointResults('sweep-2', planned, runs as never);
  expect(none[0]).toEqual({
    ...{ validation: null, test: null, gap: null, diverged: 0, fileBytes: null },
  });
});

test('what is left is told from the pace so far, larger networks longer', () => {
  const [small, large] = planned.trials;
  if (!small || !large) throw new Error('two trials');
  expect(remainingSeconds([], [large], 1)).toBeNull();
  const left = remainingSeconds([{ trial: small, seconds: 10 }], [large], 1) ?? 0;
  expect(left).toBeGreaterThan(15);
  expect(left).toBeLessThan(25);
  expect(remainingSeconds([{ trial: small, seconds: 10 }], [large], 2)).toBe(left / 2);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anySetup } from './arbitraries.ts';
import { defaultsOf } from './fields.ts';
import { learningRateAt } from './schedule.ts';
import { type TrainingSetup, trainingFields } from './training-setup.ts';

const curve = (change: Partial<TrainingSetup>, totalSteps: number) => {
  const setup = { ...defaultsOf(trainingFields), learningRate: 1, ...change };
  return Array.from({ length: totalSteps }, (_, step) => learningRateAt(setup, step, totalSteps));
};

test('a constant schedule is constant', () => {
  expect(curve({}, 4)).toEqual([1, 1, 1, 1]);
});

test('a step schedule divides by 10 at a half and again at three quarters', () => {
  expect(curve({ schedule: 'step' }, 8)).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.01, 0.01]);
});

test('a cosine schedule is the cosine, from all to nearly nothing', () => {
  const rates = curve({ schedule: 'cosine' }, 1000);
  for (const [step, rate] of rates.entries())
    expect(rate).toBeCloseTo((1 + Math.cos((Math.PI * step) / 1000)) / 2, 10);
  expect(rates[0]).toBeCloseTo(1, 10);
});

test('a warm-up rises in equal parts and then the schedule begins', () => {
  expect(curve({ warmupSteps: 4 }, 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  const rates = curve({ schedule: 'cosine', warmupSteps: 4 }, 8);
  expect(rates[3]).toBeCloseTo(1, 10);
  expect(rates[6]).toBeCloseTo(0.5, 10);
});

test('whatever the setup, a rate is positive, finite and at most the one asked for', () => {
  fc.assert(
    fc.property(anySetup, fc.nat(5000), fc.integer({ min: 1, max: 5000 }), (setup, at, total) => {
      const rate = learningRateAt(setup, Math.min(at, total - 1), total);
      expect(rate).toBeGreaterThan(0);
      expect(rate).toBeLessThanOrEqual(setup.learningRate * (1 + 1e-10));
    }),
  );
});

test('after the warm-up no schedule rises', () => {
  const total = fc.integer({ min: 1, max: 300 });
  fc.assert(
    fc.property(fc.constantFrom('step', 'cosine', 'constant'), total, (schedule, totalSteps) => {
      const rates = curve({ schedule }, totalSteps);
      for (const [step, rate] of rates.entries())
        expect(rate).toBeLessThanOrEqual(rates[step - 1] ?? Number.POSITIVE_INFINITY);
    }),
    { numRuns: 60 },
  );
});

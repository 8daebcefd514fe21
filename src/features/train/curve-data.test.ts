import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curveData } from './curve-data.ts';

const seriesOf = (values: readonly number[]) => ({
  values: Float32Array.from([...values, 99, 99]), // room to grow: never read
  length: values.length,
});
const options = { stepsBefore: 0, smoothing: 2, maxPoints: 600 };

test('a short run is drawn step by step, counted from 1', () => {
  const { steps, batches, training } = curveData(seriesOf([4, 2, 1]), [], options);
  expect(steps).toEqual([1, 2, 3]);
  expect(batches).toEqual([4, 2, 1]);
  expect(training).toEqual([4, 3, 1.5]);
});

test('a continued run goes on counting where its parent stopped', () => {
  const { steps, validation } = curveData(seriesOf([4, 2]), [{ step: 11, value: 7 }], {
    ...options,
    stepsBefore: 10,
  });
  expect(steps).toEqual([11, 12]);
  expect(validation).toEqual([7, null]);
});

test('validation is straight between measured points and absent outside them', () => {
  const measured = [
    { step: 2, value: 1 },
    { step: 4, value: 3 },
  ];
  const { validation, measuredAt } = curveData(seriesOf([0, 0, 0, 0, 0]), measured, options);
  expect(validation).toEqual([null, 1, 2, 3, null]);
  expect(measuredAt).toEqual([1, 3]);
});

test('a diverged loss is a hole, not a number', () => {
  const { batches, training } = curveData(seriesOf([1, Number.NaN]), [], options);
  expect(batches).toEqual([1, null]);
  expect(training).toEqual([1, null]);
});

describe('thinning', () => {
  const losses = fc.array(fc.float({ min: 0, max: 10, noNaN: true }), {
    minLength: 700,
    maxLength: 3000,
  });

  test('draws no more than asked, in order, and keeps the highest and lowest batch', () => {
    fc.assert(
      fc.property(losses, (values) => {
        const measured = [{ step: values.length, value: 1 }];
        const { steps, batches } = curveData(seriesOf(values), measured, options);
        const drawn = batches as number[];
        expect(steps.length).toBeLessThanOrEqual(601);
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
        expect(Math.max(...drawn)).toBe(Math.max(...values));
        expect(Math.min(...drawn)).toBe(Math.min(...values));
      }),
      { numRuns: 30 },
    );
  });

  test('the mean is that of the true batches, not of the drawn ones', () => {
    const values = Array.from({ length: 2000 }, (_, index) => index % 7);
    const { steps, training } = curveData(seriesOf(values), [], { ...options, smoothing: 50 });
    const at = Math.floor(steps.length / 2);
    const step = steps[at]!;
    const last50 = values.slice(step - 50, step);
    expect(training[at]).toBeCloseTo(last50.reduce((sum, value) => sum + value, 0) / 50, 6);
  });
});

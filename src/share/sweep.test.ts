import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe } from '../core/arbitraries.ts';
import { accepts, defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import type { Recipe } from '../core/recipe.ts';
import { maxTrials, planSweep, type SweepPlan } from '../core/sweep.ts';
import { axisTargets, fieldOf, valuesOf } from '../core/sweep-axis.ts';
import { sweepPresets } from '../core/sweep-presets.ts';
import { trainingFields } from '../core/training-setup.ts';
import { checksum } from './encode.ts';
import { decodeSweep, encodeSweep } from './sweep.ts';

const base: Recipe = {
  architecture: presets[1]?.architecture ?? [],
  setup: defaultsOf(trainingFields),
};
const widths: SweepPlan = {
  ...{ kind: 'grid', count: 10, seeds: 3 },
  axes: [{ target: { kind: 'width' }, values: [0.25, 0.5, 1, 2, 4] }],
};
const withChecksum = (content: string) => `${content}.${checksum(content)}`;

test('a sweep in a link means the same for ever', () => {
  const link = 'v1-g3-w.0p25.0p5.1.2.4.q5qjm';
  expect(encodeSweep(widths, base)).toBe(link);
  expect(decodeSweep(link, base)).toEqual(widths);
  const random: SweepPlan = {
    ...{ kind: 'random', count: 20, seeds: 1 },
    axes: [
      { target: { kind: 'setup', field: 'learningRate' }, values: [1e-4, 0.1] },
      { target: { kind: 'layer', place: 1, field: 'activation' }, values: ['relu', 'tanh'] },
      { target: { kind: 'step', technique: 'quantize', field: 'bits' }, values: ['4', 'binary'] },
    ],
  };
  const text = 'v1-r20k1-sL.0p0001.0p1-l1A.1.6-zqB.4.8';
  expect(encodeSweep(random, base)).toBe(withChecksum(text));
  expect(decodeSweep(withChecksum(text), base)).toEqual(random);
});

test('folds come through a link', () => {
  const plan: SweepPlan = { ...widths, folds: 5 };
  expect(encodeSweep(plan, base)).toContain('v1-g3f5-w');
  expect(decodeSweep(encodeSweep(plan, base), base)).toEqual(plan);
});

test('every sweep in one click comes through a link', () => {
  for (const { axes } of sweepPresets) {
    const plan = { ...widths, axes: axes(base) };
    expect(decodeSweep(encodeSweep(plan, base), base)).toEqual(plan);
  }
});

test.each([
  ['cut short', 'v1-g3-w.0p25.0p5.1.2'],
  ['changed', 'v1-g4-w.0p25.0p5.1.2.4.q5qjm'],
  ['of another version', withChecksum('v2-g3-w.1')],
  ['without seeds', withChecksum('v1-g0-w.1')],
  ['with folds that are not offered', withChecksum('v1-g1f7-w.1')],
  ['with too many seeds', withChecksum('v1-g999-w.1')],
  ['with a factor out of bounds', withChecksum('v1-g3-w.1e99')],
  ['with a value that is none', withChecksum('v1-g3-w.x')],
  ['with an axis of no value', withChecksum('v1-g3-w')],
  ['with an axis of too many values', withChecksum(`v1-g1-w${'.1'.repeat(21)}`)],
  ['with too many axes', withChecksum(`v1-g1${'-w.1'.repeat(5)}`)],
  ['with a flag as its axis', withChecksum('v1-g1-l1B.1')],
  ['with the seed as its axis', withChecksum('v1-g1-sR.1.2')],
  ['of a layer that is not there', withChecksum('v1-g1-l9U.1')],
  ['of a technique that is not there', withChecksum('v1-g1-zzA.1')],
  ['that is too long', withChecksum(`v1-g1-w${'.1'.repeat(2000)}`)],
])('a sweep %s is none', (_, text) => {
  expect(decodeSweep(text, base)).toBeNull();
});

test('decode(encode(sweep)) is the sweep, whatever it varies', () => {
  fc.assert(
    fc.property(anyRecipe, fc.nat(), fc.integer({ min: 1, max: 20 }), (recipe, nth, seeds) => {
      const targets = axisTargets(recipe);
      const target = targets[nth % targets.length];
      const field = target && fieldOf(target, recipe);
      if (!target || !field || field.type === 'flag') return;
      const values = valuesOf(field).filter((value) => accepts(field, value));
      const plan: SweepPlan = { axes: [{ target, values }], kind: 'random', count: 7, seeds };
      expect(decodeSweep(encodeSweep(plan, recipe), recipe)).toEqual(plan);
    }),
    { numRuns: 50 },
  );
});

test('no text makes a sweep of more runs than are allowed, or an error', () => {
  const anyText = fc.oneof(
    fc.string(),
    fc.stringMatching(/^v1-[gr]\d{1,3}(k\d{1,3})?(-[wdsl]\w{0,2}(\.\w{1,4}){1,30}){0,6}$/),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      for (const link of [text, withChecksum(text)]) {
        const plan = decodeSweep(link, base);
        if (plan !== null)
          expect(planSweep({ ...plan, base }).trials.length).toBeLessThanOrEqual(maxTrials);
      }
    }),
    { numRuns: 200 },
  );
});

import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import { trainingFields } from '../core/training-setup.ts';
import { claimOf, decodeClaim, encodeClaim, reproduction } from './claim.ts';

const recipe = {
  architecture: presets[0]?.architecture ?? [],
  setup: defaultsOf(trainingFields),
};
const hash = '9a455174c3de1f029a455174c3de1f029a455174c3de1f029a455174c3de1f02';
const run = {
  recipe,
  hash,
  engineVersion: '0.2.0',
  runtime: { kind: 'wasm', backend: 'wasm', threads: 2 },
  status: 'finished',
  parentId: null,
  events: [],
} as const;
const claim = claimOf(run);

describe('a claim', () => {
  test('comes out of a link as it went in', () => {
    expect(claim).not.toBeNull();
    expect(claim && decodeClaim(encodeClaim(claim), recipe)).toEqual(claim);
    expect(claim && encodeClaim(claim)).toBe('0-2-0.9a455174c3de1f02');
  });

  test.each(['', 'x', '0-2-0.9a45', '0-2-0.9A455174C3DE1F02', '1.9a455174c3de1f02', '__proto__'])(
    'is not read from "%s"',
    (text) => {
      expect(decodeClaim(text, recipe)).toBeNull();
    },
  );

  test('is not made of what others cannot repeat', () => {
    expect(claimOf({ ...run, runtime: { ...run.runtime, kind: 'tfjs' } })).toBeNull();
    expect(claimOf({ ...run, status: 'stopped' })).toBeNull();
    expect(claimOf({ ...run, parentId: 'a' })).toBeNull();
    expect(claimOf({ ...run, events: [{ step: 4, kind: 'learning-rate', value: 1 }] })).toBeNull();
  });
});

describe('a run beside a claim', () => {
  test('is the same run when the hash is', () => {
    expect(reproduction(run, claim)).toBe('same');
  });

  test('differs when engines agree and the hash does not', () => {
    expect(reproduction({ ...run, hash: `0${hash}` }, claim)).toBe('different');
    const other = { ...run, hash: `0${hash}`, engineVersion: '0.3.0' };
    expect(reproduction(other, claim)).toBe('other-engine');
  });

  test('is told apart from other recipes and other devices', () => {
    const seeded = { ...recipe, setup: { ...recipe.setup, seed: 2 } };
    expect(reproduction({ ...run, recipe: seeded }, claim)).toBeNull();
    const onGpu = { ...run, runtime: { ...run.runtime, kind: 'tfjs' as const } };
    expect(reproduction(onGpu, claim)).toBe('other-runtime');
    expect(reproduction(run, null)).toBeNull();
  });
});

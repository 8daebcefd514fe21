import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { presets } from '../core/presets.ts';
import { createStep } from '../core/techniques/index.ts';
import { trainingFields } from '../core/training-setup.ts';
import {
  claimAmong,
  claimOf,
  decodeClaim,
  encodeClaim,
  falseFigures,
  reproduction,
} from './claim.ts';
import { seal } from './sealed.ts';

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
  test: { correct: 9830, n: 10_000 },
  size: { fileBytes: 5904 },
} as const;
const claim = claimOf(run);
const result = { correct: 9830, n: 10_000, fileBytes: 5904 };

describe('a claim', () => {
  test('comes out of a link as it went in', () => {
    expect(claim).not.toBeNull();
    expect(claim && decodeClaim(encodeClaim(claim), recipe)).toEqual(claim);
    expect(claim && encodeClaim(claim)).toBe('0-2-0.9a455174c3de1f02.9830-10000-5904.mk902');
    expect(claim?.result).toEqual(result);
  });

  test('may be a fingerprint alone, as those of older links are', () => {
    const older = '0-2-0.9a455174c3de1f02';
    expect(decodeClaim(older, recipe)).toEqual({ ...claim, result: null });
    const diverged = claimOf({ ...run, test: null });
    expect(diverged && encodeClaim(diverged)).toBe(older);
  });

  test('is not read where its figures cannot be', () => {
    const bits = '0-2-0.9a455174c3de1f02';
    for (const figures of ['9830-10000-5904', '9-8-5904', '0-0-5904', '9830-10000-0', '1-2'])
      expect([figures, decodeClaim(`${bits}.${figures}`, recipe)]).toEqual([figures, null]);
    for (const figures of ['9-8-5904', '0-0-5904', '9830-10000-0', '1-2', '1-2-3-4'])
      expect([figures, decodeClaim(seal(`${bits}.${figures}`), recipe)]).toEqual([figures, null]);
  });

  test('of any figures comes out of a link as it went in, and cut short it is none', () => {
    const figures = fc.record({
      correct: fc.integer({ min: 0, max: 10_000 }),
      n: fc.integer({ min: 10_000, max: 60_000 }),
      fileBytes: fc.integer({ min: 1, max: 999_999_999 }),
    });
    fc.assert(
      fc.property(figures, fc.nat(60), (some, cut) => {
        if (claim === null) throw new Error('a claim');
        const text = encodeClaim({ ...claim, result: some });
        expect(decodeClaim(text, recipe)).toEqual({ ...claim, result: some });
        const shorter = text.slice(0, cut % text.length);
        expect(decodeClaim(shorter, recipe)?.result ?? null).toBeNull();
      }),
    );
  });

  test('of a variant stands on all that it was made from', () => {
    const base = { ...run, id: 'base' };
    const recipe8 = { ...recipe, compression: [createStep('quantize', {})] };
    const variant = { ...run, id: 'v', recipe: recipe8, parentId: 'base', isContinued: false };
    expect(claimAmong(variant, [base, variant])).not.toBeNull();
    const edited = { ...base, events: [{ step: 1, kind: 'learning-rate', value: 1 } as const] };
    expect(claimAmong(variant, [edited, variant])).toBeNull();
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

  test('shows which figures are false, though the fingerprint be right', () => {
    if (claim === null) throw new Error('a claim');
    expect(falseFigures(run, claim)).toEqual([]);
    const boast = { ...claim, result: { ...result, correct: 9990 } };
    expect([reproduction(run, boast), falseFigures(run, boast)]).toEqual(['same', ['accuracy']]);
    const light = { ...claim, result: { ...result, fileBytes: 904 } };
    expect(falseFigures(run, light)).toEqual(['file size']);
    expect(falseFigures({ ...run, test: null }, claim)).toEqual(['accuracy']);
    expect(falseFigures(run, { ...claim, result: null })).toEqual([]);
  });
});

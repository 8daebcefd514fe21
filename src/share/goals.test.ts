import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Budget, builtInBudgets, maxOwnBudgets } from '../core/budgets.ts';
import { type Challenge, challengeMetrics, maxTitle } from '../core/challenges.ts';
import { plainText } from '../core/plain-text.ts';
import { decodeBudgets, encodeBudgets } from './budget-code.ts';
import { challengeProblem, decodeChallenge, encodeChallenge } from './challenge-code.ts';
import { decodeText, encodeText, seal } from './sealed.ts';

const title = (length: number) =>
  fc
    .string({ unit: 'grapheme', maxLength: length })
    .map((text) => plainText(text, length))
    .filter((text) => text !== '');

const anyChallenge: fc.Arbitrary<Challenge> = fc.record({
  title: title(maxTitle),
  accuracy: fc.integer({ min: 2000, max: 9999 }).map((parts) => parts / 10_000),
  metric: fc.constantFrom(...challengeMetrics),
  most: fc.option(fc.integer({ min: 1, max: 1e9 })),
});

const anyBudget: fc.Arbitrary<Budget> = fc.record({
  label: title(40),
  storedBytes: fc.option(fc.integer({ min: 1, max: 1e10 })),
  activationBytes: fc.option(fc.integer({ min: 1, max: 1e10 })),
  latencyMs: fc.integer({ min: 1, max: 1e8 }).map((us) => us / 1000),
  slowdown: fc.integer({ min: 1, max: 1e6 }).map((hundredths) => hundredths / 100),
});

const junk = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }).map(seal),
  fc.stringMatching(/^[bpm]\d{0,5}\.\d{0,12}\.[\w-]{0,20}$/).map(seal),
  fc.stringMatching(/^(?:[\w-]{0,8}\.\d{0,14}p?\d{0,8}\.){1,9}$/).map(seal),
);

describe('a challenge', () => {
  test('comes out of a link as it went in, and needs no escaping there', () => {
    fc.assert(
      fc.property(anyChallenge, (challenge) => {
        const code = encodeChallenge(challenge);
        expect(code).toMatch(/^[\w.-]+$/);
        expect(decodeChallenge(code)).toEqual(challenge);
      }),
    );
  });

  const good = { title: 'Small', accuracy: 0.98, metric: 'fileBytes', most: 20_000 } as const;
  const code = encodeChallenge(good);

  test('reads as it did when its links were made', () => {
    expect(code).toBe('b9800.20000.U21hbGw.p9k9o');
  });

  test.each([
    '',
    'x',
    code.slice(0, -1),
    code.replace('20000', '2000'),
    seal('b9800.20000.'),
    seal('b1900.20000.U21hbGw'),
    seal('b9800.0.U21hbGw'),
    seal('b9800.9999999999.U21hbGw'),
    seal('x9800.20000.U21hbGw'),
    seal('b9800.20000.%3Cb%3E'),
    seal('b9800.20000._w'),
    seal(`b9800.20000.${encodeText('x'.repeat(maxTitle + 1))}`),
    seal(`b9800.20000.${'A'.repeat(1000)}`),
    '__proto__',
  ])('is not read from "%s"', (text) => {
    expect(decodeChallenge(text)).toBeNull();
  });

  test('shows nothing unseen', () => {
    const turned = seal(`b9800.20000.${encodeText('abc\u202Edef\u0007')}`);
    expect(decodeChallenge(turned)?.title).toBe('abcdef');
  });

  test('is refused in words', () => {
    expect(challengeProblem(good)).toBeNull();
    expect(challengeProblem({ ...good, title: ' ' })).toMatch(/title/);
    expect(challengeProblem({ ...good, accuracy: 1 })).toMatch(/accuracy/);
    expect(challengeProblem({ ...good, most: 0.5 })).toMatch(/limit/);
  });
});

describe('own budgets', () => {
  const some = fc.uniqueArray(anyBudget, {
    ...{ minLength: 1, maxLength: maxOwnBudgets, selector: ({ label }: Budget) => label },
  });

  test('come out of a link as they went in, and need no escaping there', () => {
    fc.assert(
      fc.property(some, (budgets) => {
        const code = encodeBudgets(budgets);
        expect(code).toMatch(/^[\w.-]+$/);
        expect(decodeBudgets(code)).toEqual(budgets);
      }),
      { numRuns: 50 },
    );
  });

  test('are not read when there are too many, two of one name, or one out of bounds', () => {
    const [, , , , own] = builtInBudgets;
    if (own === undefined) throw new Error('a budget');
    const many = Array.from({ length: maxOwnBudgets + 1 }, (_, i) => ({ ...own, label: `${i}` }));
    expect(decodeBudgets(encodeBudgets(many.slice(1)))).toHaveLength(maxOwnBudgets);
    expect(decodeBudgets(encodeBudgets(many))).toBeNull();
    expect(decodeBudgets(encodeBudgets([own, own]))).toBeNull();
    expect(decodeBudgets(encodeBudgets([{ ...own, slowdown: 1e9 }]))).toBeNull();
    expect(decodeBudgets(encodeBudgets([{ ...own, label: '\u200B' }]))).toBeNull();
  });
});

test('junk is neither, and throws nothing', () => {
  fc.assert(
    fc.property(junk, (text) => {
      const challenge = decodeChallenge(text);
      if (challenge !== null) expect(challengeProblem(challenge)).toBeNull();
      expect(decodeBudgets(text)?.length ?? 1).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

test('text is itself again, and what is no UTF-8 is none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeText(encodeText(text))).toBe(text);
    }),
  );
  expect(decodeText('_w')).toBeNull();
});

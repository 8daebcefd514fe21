import { expect, test } from 'vitest';
import { builtInBudgets, judgeBudget } from '../../core/budgets.ts';
import { draftOf, readDraft } from './budget-draft.ts';
import { decisionInWords, latencyNote, verdictWords } from './fit-words.ts';

const budget = {
  ...{ label: 'own', storedBytes: 20_000, activationBytes: null, latencyMs: 10, slowdown: 100 },
};
const judged = (storedBytes: number, p50Ms: number | null) => {
  const verdict = judgeBudget(budget, { storedBytes, activationBytes: 1, p50Ms });
  return [verdictWords(verdict), decisionInWords(verdict)];
};

test('a verdict names the number that decides', () => {
  expect(judged(10_000, 0.02)).toEqual([
    '✓ Fits',
    'Decided by stored bytes: 50 % of what is allowed.',
  ]);
  expect(judged(10_000, 0.25)).toEqual([
    '✗ Does not fit',
    'Decided by latency: 2.5 × what is allowed.',
  ]);
  expect(judged(20_100, 0.02)[1]).toBe('Decided by stored bytes: 0.5 % more than is allowed.');
  expect(judged(10_000, null)).toEqual(['Not known yet', 'Waits for its latency.']);
  expect(judged(90_000, null)[0]).toBe('✗ Does not fit');
});

test('a latency there says how it came about', () => {
  expect(latencyNote(0.25, 1000)).toBe('0.250 ms here × 1,000');
  expect(latencyNote(0.25, 1)).toBe('as measured here');
  expect(latencyNote(null, 4)).toBe('not measured yet');
});

test('a budget stays itself in the form', () => {
  for (const { source: _, assumption: __, ...own } of builtInBudgets)
    expect(readDraft(draftOf(own))).toEqual(own);
  expect(readDraft({ ...draftOf(null), label: 'x', latencyMs: '2,5' })).toMatchObject({
    latencyMs: 2.5,
    storedBytes: null,
    slowdown: 1,
  });
});

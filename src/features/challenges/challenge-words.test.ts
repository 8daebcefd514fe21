import { expect, test } from 'vitest';
import { builtInChallenges, type Challenge } from '../../core/challenges.ts';
import { falseFiguresInWords, figuresInWords } from '../../ui/claim-words.ts';
import { goalInWords, outcomeInWords, resultInWords } from './challenge-words.ts';
import { startOf } from './start.ts';

const in20Kb: Challenge = { title: '', accuracy: 0.98, metric: 'fileBytes', most: 20_000 };
const at = (correct: number, amount: number) => ({ correct, n: 10_000, amount });

test('goals are said in a line', () => {
  expect(builtInChallenges.map(goalInWords)).toEqual([
    '≥ 98 % in at most 20 KB',
    '≥ 99 % in at most 10,000 parameters',
    '≥ 97 % in at most 100 k multiply-adds',
    '≥ 99 % in at most 40 KB',
    'the smallest file at ≥ 95 %',
    'the fewest parameters at ≥ 98 %',
  ]);
  expect(goalInWords({ ...in20Kb, accuracy: 0.9925, most: 20_500 })).toBe(
    '≥ 99.25 % in at most 20.5 KB',
  );
});

test('what is missing is said in words', () => {
  expect(outcomeInWords(in20Kb, at(9800, 20_000))).toBe('✓ Met');
  expect(outcomeInWords(in20Kb, at(9900, 21_200))).toBe('1.20 KB too large');
  expect(outcomeInWords(in20Kb, at(9757, 21_200))).toBe('0.43 points short, 1.20 KB too large');
  const few: Challenge = { ...in20Kb, metric: 'parameters', most: 10_000 };
  expect(outcomeInWords(few, at(9900, 12_034))).toBe('2,034 parameters too many');
});

test('a result has its interval beside it', () => {
  expect(resultInWords(in20Kb, at(9757, 21_200))).toBe('97.57 % ± 0.30, 21.2 KB');
});

test('each challenge starts within its limit, and not with its answer', () => {
  const starts = builtInChallenges.map(
    (challenge) => startOf(challenge, challenge.proof.presetId)?.id,
  );
  expect(starts).toEqual([
    'cnn-2k',
    'mobilenet-like',
    'pruning-tutorial-cnn',
    'cnn-2k',
    'cnn-2k',
    'cnn-2k',
  ]);
  expect(startOf({ ...in20Kb, metric: 'macs', most: 1 })?.id).toBe('cnn-2k');
});

test('false figures stand beside the true ones', () => {
  const claimed = { correct: 9990, n: 10_000, fileBytes: 904 };
  const found = { test: { correct: 9830, n: 10_000 }, size: { fileBytes: 5904 } };
  expect(figuresInWords(claimed)).toBe('99.90 % (9,990 of 10,000) in 904 B');
  expect(falseFiguresInWords({ claimed, found, falseFigures: [] })).toBeNull();
  expect(falseFiguresInWords({ claimed, found, falseFigures: ['accuracy', 'file size'] })).toBe(
    'It claims 99.90 % and 904 B, and the re-run has 98.30 % and 5,904 B.',
  );
});

import { expect, test } from 'vitest';
import type { Challenge } from '../../core/challenges.ts';
import { defaultsOf } from '../../core/fields.ts';
import { presets } from '../../core/presets.ts';
import type { RunRecord } from '../../core/run.ts';
import { createStep } from '../../core/techniques/index.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { falseFigures, reproduction } from '../../share/claim.ts';
import { encodeLink } from '../../share/encode.ts';
import { claimedOutcome, verdictOf } from './board-words.ts';

const architecture = presets.find(({ id }) => id === 'cnn-2k')?.architecture ?? [];
const recipe = { architecture, setup: defaultsOf(trainingFields) };
const hash = '9a455174c3de1f02';
const run = {
  ...{ recipe, hash: `${hash}00`, engineVersion: '0.3.0', status: 'finished', parentId: null },
  runtime: { kind: 'wasm', backend: 'wasm', threads: 2 },
  ...{ events: [], test: { correct: 9500, n: 10_000, reads: 1 } },
  size: { fileBytes: 10_104, parameters: 2034, macs: 60_864 },
} as unknown as RunRecord;
const claim = {
  ...{ recipe: encodeLink({ recipe }), engineVersion: '0.3.0', hash },
  result: { correct: 9500, n: 10_000, fileBytes: 10_104 },
};
const entry = { line: 1, label: '', recipe, claim, sameAs: null };

const verdict = (change: Partial<typeof claim>, rerun = run) => {
  const claimed = { ...entry, claim: { ...claim, ...change } };
  const outcome = {
    run: rerun,
    reproduction: reproduction(rerun, claimed.claim),
    falseFigures: falseFigures(rerun, claimed.claim),
  };
  return verdictOf(claimed, outcome);
};

test('a claim is true only where the bits and all figures are', () => {
  expect(verdict({})).toEqual({ kind: 'true', words: '✓ Reproduced exactly', detail: null });
  const boast = verdict({ result: { ...claim.result, correct: 9990 } });
  expect([boast.kind, boast.detail]).toEqual([
    'false',
    'It claims 99.90 %, and the re-run has 95.00 %.',
  ]);
  expect(verdict({ result: { ...claim.result, fileBytes: 104 } }).words).toBe('✗ False figures');
  expect(verdict({ hash: hash.replace('9a', '00') }).words).toBe('✗ Not what this recipe gives');
});

test('another engine proves nothing, and what diverges here was never scored', () => {
  const older = verdict({ hash: hash.replace('9a', '00'), engineVersion: '0.2.0' });
  expect([older.kind, older.detail]).toEqual(['open', expect.stringMatching(/Engine 0.2.0/)]);
  const diverged = { ...run, status: 'diverged', test: null } as const;
  expect(verdict({}, diverged)).toMatchObject({ kind: 'false' });
  const failed = verdictOf(entry, { run: null, reason: 'Out of memory' });
  expect(failed).toEqual({ kind: 'open', words: 'Could not be re-run', detail: 'Out of memory' });
});

test('a challenge is judged by the claim until there is a re-run', () => {
  const goal: Challenge = { title: '', accuracy: 0.98, metric: 'fileBytes', most: 20_000 };
  const boast = { ...entry, claim: { ...claim, result: { ...claim.result, correct: 9990 } } };
  expect(claimedOutcome(goal, boast, null)).toBe('✓ Met (as claimed)');
  const outcome = { run, reproduction: 'same', falseFigures: ['accuracy'] } as const;
  expect(claimedOutcome(goal, boast, outcome)).toBe('3.00 points short');
  const few: Challenge = { ...goal, metric: 'parameters', most: 2000 };
  expect(claimedOutcome(few, boast, null)).toBe('34 parameters too many (as claimed)');
  const compressed = { ...recipe, compression: [createStep('quantize', {})] };
  expect(claimedOutcome(few, { ...boast, recipe: compressed }, null)).toBe(
    'Known after the re-run',
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readResults } from './sweep-results-file.ts';

const score = { loss: 0.1, correct: 10, n: 20, per_class: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] };
const line = {
  format: 'sizewise.result/1',
  id: '0123456789abcdef',
  ...{ framework: 'keras', status: 'finished', problem: null },
  ...{ parameters: 6370, macs: 6352, sizes: { float32_bytes: 25_480 }, seed: 1, epochs: 3 },
  ...{ seconds: 1.5, device: 'cpu', versions: { keras: '3.15.0', tensorflow: '2.21.0' } },
  ...{ validation: score, test: score },
};
const trials = [{ id: line.id, expect: { parameters: 6370, macs: 6352 } }];
const textOf = (...lines: readonly object[]) =>
  lines.map((each) => `${JSON.stringify(each)}\n`).join('');

test('the lines of this sweep are taken, the last of a trial and origin', () => {
  const text = textOf(
    line,
    { ...line, id: 'f'.repeat(16) },
    { ...line, framework: 'pytorch' },
    { ...line, epochs: 4 },
  );
  const read = readResults(text, trials);
  expect(read.ok && read.foreign).toBe(1);
  expect(read.ok && read.results.map(({ origin, epochs }) => [origin, epochs])).toEqual([
    ['keras', 4],
    ['pytorch', 3],
  ]);
  expect(read.ok && read.results[0]?.versions).toBe('keras 3.15.0, tensorflow 2.21.0');
});

test('a loss that was no number comes back as none', () => {
  const read = readResults(
    textOf({ ...line, status: 'diverged', test: null, validation: { ...score, loss: null } }),
    trials,
  );
  expect(read.ok && read.results[0]?.validation?.loss).toBeNaN();
});

test.each([
  ['', 'empty'],
  ['x', 'Line 1: it is no JSON'],
  [`\n${textOf(line)}{"a":`, 'Line 3: it is no JSON'],
  [textOf(line, []), 'Line 2: it is not as it must be'],
  [textOf({ ...line, id: '../etc' }), 'Line 1: id is not'],
  [textOf({ ...line, framework: 'browser' }), 'Line 1: framework is not'],
  [
    textOf({ ...line, validation: { ...score, correct: 1.5 } }),
    'Line 1: validation.correct is not',
  ],
  [textOf({ ...line, validation: { ...score, correct: 21 } }), 'do not add up'],
  [textOf({ ...line, validation: { ...score, correct: 9 } }), 'do not add up'],
  [textOf({ ...line, test: null }), 'a trial that has finished has a test score'],
  [textOf({ ...line, status: 'stopped' }), 'a trial that was stopped has no test score'],
  [textOf({ ...line, status: 'failed', test: null }), 'a trial that has failed has no validation'],
  [textOf({ ...line, parameters: 1 }), 'Line 1: its network has 1 parameters'],
  [textOf({ ...line, id: 'f'.repeat(16) }), 'None of its lines is about'],
  ['{}\n'.repeat(2001), 'more than 2000 lines'],
  [' '.repeat(5_000_001), 'larger than any sweep'],
])('file %# is refused in words', (text, words) => {
  const read = readResults(text, trials);
  expect(read.ok ? '' : read.message).toContain(words);
});

test('500 damaged files are refused in words, or are still results', () => {
  const whole = textOf(line, { ...line, framework: 'pytorch' });
  const mutation = fc.tuple(
    fc.nat(whole.length),
    fc.nat(12),
    fc.string({ maxLength: 8, unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      let text = whole;
      for (const [at, length, put] of mutations)
        text = text.slice(0, at) + put + text.slice(at + length);
      const read = readResults(text, trials);
      if (!read.ok) expect(read.message).toMatch(/^(Line \d|The file|None of)/);
      for (const { id, validation } of read.ok ? read.results : []) {
        expect(id).toBe(line.id);
        expect(validation?.correct ?? 0).toBeLessThanOrEqual(validation?.n ?? 0);
      }
    }),
    { numRuns: 500 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test('a text from outside becomes one line without what cannot be seen', () => {
  expect(plainText('  two\nlines\tand a \u202Eturn\u0000 ', 80)).toBe('two lines and a turn');
  expect(plainText('<b>stays text</b>', 80)).toBe('<b>stays text</b>');
});

test('it is cut between characters, not within one', () => {
  expect(plainText('👍👍👍', 2)).toBe('👍👍');
});

test('what is plain already stays as it is', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 40 }), (points) => {
      const plain = plainText(String.fromCodePoint(...points), 20);
      expect(plainText(plain, 20)).toBe(plain);
      expect(Array.from(plain).length).toBeLessThanOrEqual(20);
    }),
    { numRuns: 30 },
  );
});

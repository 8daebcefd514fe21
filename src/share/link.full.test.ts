import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyRecipe } from '../core/arbitraries.ts';
import { decodeLink } from './decode.ts';
import { checksum, encodeLink } from './encode.ts';

const runs = { numRuns: 10_000 };
const character = fc.constantFrom(
  ...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-',
);

test('ten thousand links with a valid checksum over random content are opened or refused, never more', () => {
  fc.assert(
    fc.property(fc.array(character, { maxLength: 300 }), (characters) => {
      const content = `v1.${characters.join('')}`;
      const result = decodeLink(`${content}.${checksum(content)}`);
      if (result.ok) expect(decodeLink(encodeLink(result.state))).toEqual(result);
      else expect(result.message).not.toBe('');
    }),
    runs,
  );
}, 120_000);

test('ten thousand real links with one character changed are refused', () => {
  fc.assert(
    fc.property(anyRecipe, fc.nat(), character, (recipe, place, replacement) => {
      const link = encodeLink({ recipe });
      const at = place % link.length;
      if (link[at] === replacement) return;
      expect(decodeLink(link.slice(0, at) + replacement + link.slice(at + 1)).ok).toBe(false);
    }),
    runs,
  );
}, 120_000);

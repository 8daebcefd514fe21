import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundsOfClasses, stratifiedSample } from './sample.ts';

test('a stratified sample has every class in proportion, to within one image', () => {
  const labels = fc.uint8Array({ min: 20, minLength: 20, maxLength: 400, max: 29 });
  fc.assert(
    fc.property(labels, fc.nat(20), (raw, count) => {
      const digits = raw.map((value) => value - 20);
      const sample = stratifiedSample(digits, count, 10);
      expect(new Set(sample).size).toBe(count);
      for (let label = 0; label < 10; label++) {
        const share = digits.filter((digit) => digit === label).length / digits.length;
        const found = sample.filter((place) => digits[place] === label).length;
        expect(Math.abs(found - share * count)).toBeLessThan(1);
      }
    }),
  );
});

test('rounds go through the classes in order', () => {
  const labels = Uint8Array.from([1, 0, 1, 0, 1, 0]);
  expect(Array.from(roundsOfClasses(labels, 2, 2))).toEqual([1, 0, 3, 2]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatShape, paddingBefore, windowOutputLength } from './shape.ts';

/** Windows counted one by one, as the definition of the two paddings has it. */
function countWindows(input: number, window: number, stride: number): number {
  let count = 0;
  for (let start = 0; start + window <= input; start += stride) count++;
  return count;
}

const sizes = fc.record({
  input: fc.integer({ min: 1, max: 40 }),
  window: fc.integer({ min: 1, max: 15 }),
  stride: fc.integer({ min: 1, max: 8 }),
});

test('valid padding takes every window that lies wholly inside', () => {
  fc.assert(
    fc.property(sizes, ({ input, window, stride }) => {
      const length = windowOutputLength(input, window, { stride, padding: 'valid' });
      expect(Math.max(0, length)).toBe(countWindows(input, window, stride));
    }),
  );
});

test('same padding keeps height and width at stride 1', () => {
  fc.assert(
    fc.property(sizes, ({ input, window }) => {
      expect(windowOutputLength(input, window, { stride: 1, padding: 'same' })).toBe(input);
    }),
  );
});

test('same padding adds as little as its windows need, the odd zero at the end', () => {
  fc.assert(
    fc.property(sizes, ({ input, window, stride }) => {
      const length = windowOutputLength(input, window, { stride, padding: 'same' });
      const needed = Math.max(0, (length - 1) * stride + window - input);
      const before = paddingBefore(input, window, { stride, padding: 'same' });
      expect([0, 1]).toContain(needed - 2 * before);
      expect(paddingBefore(input, window, { stride, padding: 'valid' })).toBe(0);
    }),
  );
});

test.each([
  [[26, 26, 32], '26×26×32'],
  [[1600], '1,600 numbers'],
])('the shape %j reads %s', (shape, text) => {
  expect(formatShape(shape)).toBe(text);
});

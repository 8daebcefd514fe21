import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { initialWeights } from './initialize.ts';
import { createLayer } from './layers/index.ts';

// Bits of the first version, which took one row after another; runs are reproduced from their seeds.
test.each([
  ['simpleRnn', 3, '1b8c6ddda5da0d15'],
  ['gru', 30, '45b7336b5e0a1561'],
  ['lstm', 65, '0cdbc606f703bccd'],
] as const)(
  'the orthogonal kernel of %s with %i units has the bits that it always had',
  (kind, units, hash) => {
    const [, kernel] = initialWeights([createLayer(kind, 'l1', { units })], 5, [28, 28]);
    const digest = createHash('sha256').update(kernel ?? new Float32Array());
    expect(digest.digest('hex').slice(0, 16)).toBe(hash);
  },
);

test('rows come out as long as 1, and at right angles', () => {
  const units = 13;
  const [, kernel] = initialWeights([createLayer('lstm', 'l1', { units })], 2, [28, 28]);
  const row = (index: number) =>
    (kernel ?? new Float32Array()).subarray(index * 52, index * 52 + 52);
  for (let i = 0; i < units; i++)
    for (let j = 0; j <= i; j++) {
      const product = row(i).reduce((sum, value, place) => sum + value * (row(j)[place] ?? 0), 0);
      expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
    }
});

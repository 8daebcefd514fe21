import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permuteAxes, takeParts } from './rearrange.ts';

const counted = (count: number) => Float32Array.from({ length: count }, (_, place) => place);

test('axes are permuted as NumPy transposes', () => {
  // np.arange(6).reshape(2, 3).T
  expect([...permuteAxes([2, 3], [1, 0])(counted(6))]).toEqual([0, 3, 1, 4, 2, 5]);
  // np.arange(12).reshape(2, 3, 2).transpose(2, 0, 1)
  expect([...permuteAxes([2, 3, 2], [2, 0, 1])(counted(12))]).toEqual([
    0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11,
  ]);
});

test('every value is where its indices say', () => {
  const shape = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
  const permuted = shape.chain((sides) =>
    fc.record({
      sides: fc.constant(sides),
      axes: fc.shuffledSubarray([...sides.keys()], { minLength: sides.length }),
    }),
  );
  fc.assert(
    fc.property(permuted, ({ sides, axes }) => {
      const count = sides.reduce((a, b) => a * b, 1);
      const result = permuteAxes(sides, axes)(counted(count));
      const target = axes.map((axis) => sides[axis] ?? 1);
      result.forEach((value, place) => {
        const there = indicesOf(place, target);
        const here = indicesOf(value, sides);
        expect(there).toEqual(axes.map((axis) => here[axis]));
      });
    }),
    { numRuns: 40 },
  );
});

const indicesOf = (place: number, shape: readonly number[]): number[] =>
  shape.map(
    (side, axis) => Math.floor(place / shape.slice(axis + 1).reduce((a, b) => a * b, 1)) % side,
  );

test('parts are taken in the order named', () => {
  expect([...takeParts(3, [1, 0, 2])(counted(6))]).toEqual([2, 3, 0, 1, 4, 5]);
  expect([...takeParts(2, [1])(counted(4))]).toEqual([2, 3]);
});

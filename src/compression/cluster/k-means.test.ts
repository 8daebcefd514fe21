import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cluster } from './k-means.ts';

const values = Float32Array.of(-1, -0.75, 0, 0.125, 0.5, 1);

test('centroids begin evenly between the extremes and end at the means of their members', () => {
  // From −1, 0, 1: {−1, −0.75}, {0, 0.125, 0.5} (0.5 is as near to 1: the first of equals) and {1}.
  // Means −0.875, 0.2083, 1: nothing moves any more.
  const { codebook, indices } = cluster(values, { clusters: 3, keepsZeros: false });
  expect([...indices]).toEqual([0, 0, 1, 1, 1, 2]);
  expect(codebook).toEqual(Float32Array.of(-0.875, 0.625 / 3, 1));
});

test('zeros of a pruned tensor stay zero: one centroid is pinned there', () => {
  const pruned = Float32Array.of(-1, -0.75, 0, 0.125, 0.625, 1);
  const { codebook, indices } = cluster(pruned, { clusters: 3, keepsZeros: true });
  expect(codebook).toEqual(Float32Array.of(-0.875, 0, 0.8125));
  expect([...indices]).toEqual([0, 0, 1, 1, 2, 2]);
});

test('more centroids than values, equal values: every value finds its own', () => {
  const same = cluster(Float32Array.of(2, 2, 2), { clusters: 8, keepsZeros: false });
  expect([...same.indices].map((index) => same.codebook[index])).toEqual([2, 2, 2]);
  const many = cluster(values, { clusters: 256, keepsZeros: false });
  many.indices.forEach((index, i) => {
    expect(many.codebook[index]).toBeCloseTo(values[i] ?? 0, 5);
  });
});

test('every value has its nearest centroid, zeros stay zero', () => {
  const floats = fc.float32Array({ minLength: 1, maxLength: 60, noNaN: true, min: -4, max: 4 });
  fc.assert(
    fc.property(
      floats,
      fc.integer({ min: 2, max: 20 }),
      fc.boolean(),
      (all, clusters, keepsZeros) => {
        const { codebook, indices } = cluster(all, { clusters, keepsZeros });
        expect(codebook).toHaveLength(clusters);
        all.forEach((value, i) => {
          const own = Math.abs(value - (codebook[indices[i] ?? 0] ?? 0));
          const least = Math.min(...Array.from(codebook, (centroid) => Math.abs(value - centroid)));
          expect(own).toBe(least);
          if (keepsZeros && value === 0) expect(codebook[indices[i] ?? 0]).toBe(0);
        });
      },
    ),
  );
});

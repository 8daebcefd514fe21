import { expect, test } from 'vitest';
import type { DataSource } from './dataset.ts';
import { withLabelNoise } from './label-noise.ts';

const count = 10_000;
const set = (offset: number) => ({
  images: new Uint8Array(count),
  labels: Uint8Array.from({ length: count }, (_, place) => (place + offset) % 10),
  count,
});
const dataset = {
  ...{ train: set(0), validation: set(1), test: set(2), imageBytes: 1 },
  progress: { loadedBytes: 0, totalBytes: 0 },
} as unknown as DataSource; // what loads is not asked

const changed = (noisy: DataSource) =>
  [...noisy.train.labels.entries()].filter(([place, label]) => label !== place % 10);

test('so many labels are others, of every class alike, and the same ones for the same seed', () => {
  const noisy = withLabelNoise(dataset, { share: 0.2, count: 8000, seed: 3 });
  const places = changed(noisy);
  expect(places.length / 8000).toBeCloseTo(0.2, 1);
  expect(Math.max(...places.map(([place]) => place))).toBeLessThan(8000);
  const byStep = Array(10).fill(0);
  for (const [place, label] of places) byStep[(label - (place % 10) + 10) % 10]++;
  expect(byStep[0]).toBe(0);
  for (const times of byStep.slice(1)) expect(times / places.length).toBeCloseTo(1 / 9, 1);
  expect(changed(withLabelNoise(dataset, { share: 0.2, count: 8000, seed: 3 }))).toEqual(places);
  expect(changed(withLabelNoise(dataset, { share: 0.2, count: 8000, seed: 4 }))).not.toEqual(
    places,
  );
});

test('what a network is judged by stays as it is, and so does the set itself', () => {
  const noisy = withLabelNoise(dataset, { share: 1, count, seed: 1 });
  expect(changed(noisy)).toHaveLength(count);
  expect(noisy.validation).toBe(dataset.validation);
  expect(noisy.test).toBe(dataset.test);
  expect(changed(dataset)).toEqual([]);
});

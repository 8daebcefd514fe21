import { afterAll, expect, test } from 'vitest';
import { fitRandomFeatures, type LabelledImages } from '../../core/random-features.ts';
import { createEngineClient } from '../../engine-client/client.ts';
import type { ImageSet } from '../runtime.ts';
import { createTestDataset, endTestEngines, startTestEngine } from './test-engine.ts';

afterAll(endTestEngines);

const firstOf = ({ images, labels }: ImageSet, count: number): LabelledImages => ({
  images,
  labels: labels.subarray(0, count),
  count,
});

test('the test error peaks where there are as many features as images, falls again beyond, and a ridge removes the peak', async () => {
  const dataset = await createTestDataset();
  await dataset.until('train', 200);
  await dataset.until('test', 1000);
  const accuracies = (featureCounts: readonly number[], ridge: number) => {
    const setup = { featureCounts, ridge, labelNoise: 0, seed: 1 };
    const fits = fitRandomFeatures(firstOf(dataset.train, 200), firstOf(dataset.test, 1000), setup);
    return [...fits].map(({ testCorrect }) => testCorrect / 1000);
  };
  const [few = 0, asMany = 1, many = 0] = accuracies([60, 200, 800], 0);
  expect(asMany).toBeLessThan(0.3);
  expect(few).toBeGreaterThan(0.5);
  expect(many).toBeGreaterThan(few);
  expect(accuracies([200], 0.1)[0]).toBeGreaterThan(0.6);
});

test('the sizes are told one by one, up to four times the images, and wrong labels cost', async () => {
  const client = createEngineClient(await startTestEngine());
  const seen: number[] = [];
  const run = (labelNoise: number) =>
    client.run(
      'doubleDescent',
      { trainingImages: 40, ridge: 0.1, labelNoise, seed: 1 },
      { onProgress: ({ features }) => seen.push(features) },
    );
  const { fits, testImages } = await run(0);
  expect(seen).toEqual(fits.map(({ features }) => features));
  expect([seen[0], seen.at(-1)]).toEqual([4, 160]);
  const correct = (of: typeof fits) => of.at(-1)?.testCorrect ?? 0;
  expect(correct(fits) / testImages).toBeGreaterThan(0.4);
  expect(correct((await run(0.5)).fits)).toBeLessThan(correct(fits));
});

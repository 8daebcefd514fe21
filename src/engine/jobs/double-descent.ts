import { fitRandomFeatures, type LabelledImages } from '../../core/random-features.ts';
import type { Engine } from '../engine.ts';
import { nextMacrotask } from '../macrotask.ts';
import type { ImageSet } from '../runtime.ts';
import type { Handlers } from '../serve.ts';
import { untilImages } from './until-images.ts';

/** Test images that are read at each size: shown, and chosen by nobody. */
const testImages = 1000;

/** Sizes around the number of training images n, closest where the peak is. */
const shares = [0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1, 1.05, 1.1, 1.2, 1.4, 1.7, 2, 3, 4];

/** Fits random-feature models of rising size to a few training images; each is told as soon as it is there. */
export const doubleDescentJob =
  ({ dataset }: Engine): Handlers['doubleDescent'] =>
  async ({ trainingImages, ridge, labelNoise, seed }, { signal, report }) => {
    await untilImages(dataset, { split: 'train', count: trainingImages, signal });
    await untilImages(dataset, { split: 'test', count: testImages, signal });
    const featureCounts = shares.map((share) => Math.round(share * trainingImages));
    const training = firstOf(dataset.train, trainingImages);
    const setup = { featureCounts, ridge, labelNoise, seed };
    const fits = [];
    for (const fit of fitRandomFeatures(training, firstOf(dataset.test, testImages), setup)) {
      fits.push(fit);
      report(fit);
      await nextMacrotask();
      signal.throwIfAborted();
    }
    return { fits, testImages };
  };

const firstOf = ({ images, labels }: ImageSet, count: number): LabelledImages => ({
  images,
  labels: labels.subarray(0, count),
  count,
});

import type { TrainingSetup } from '../../core/training-setup.ts';

/** A training from scratch on all 55,000 images, and what it must come to on the 10,000 of the test set. */
export interface AccuracyRun {
  readonly presetId: string;
  /** What differs from the defaults. */
  readonly setup: Partial<TrainingSetup>;
  readonly seeds: readonly number[];
  /** Of the test accuracy, a mean where there are several seeds: 0–1. */
  readonly atLeast: number;
  /** Above it something else is wrong: a test image among those trained on. */
  readonly atMost?: number;
}

/** Two epochs at the page's defaults: enough to see that a network learns, and short enough for `npm run test:full`. */
const short = (presetId: string, atLeast: number): AccuracyRun => ({
  ...{ presetId, atLeast },
  setup: { epochs: 2 },
  seeds: [1],
});

export const shortRuns: readonly AccuracyRun[] = [
  short('lenet-5', 0.965),
  short('mobilenet-like', 0.965),
  short('squeezenet-like', 0.965),
  short('vgg-like', 0.98),
  short('lstm-rows', 0.945),
  short('resnet-20k', 0.955),
  short('resnet-80k', 0.97),
  short('vit-tiny', 0.94),
];

/** Held to what Keras comes to with the same network and recipe. */
export const longRuns: readonly AccuracyRun[] = [
  {
    presetId: 'reference-cnn',
    setup: { epochs: 5, batchSize: 32 },
    seeds: [1, 2, 3],
    ...{ atLeast: 0.987, atMost: 0.992 },
  },
  {
    presetId: 'mlp-784-128-10',
    setup: { epochs: 5, batchSize: 32 },
    seeds: [1, 2, 3],
    ...{ atLeast: 0.972, atMost: 0.979 },
  },
  {
    presetId: 'keras-mnist-convnet',
    setup: { epochs: 12, batchSize: 128 },
    seeds: [1],
    ...{ atLeast: 0.991, atMost: 0.995 },
  },
];

/** The smallest networks that reach 98 and 99 %, by the recipes that their descriptions give. */
const smallest = { learningRate: 0.01, schedule: 'cosine' } as const;
export const smallestRuns: readonly AccuracyRun[] = [
  { presetId: 'cnn-1k', setup: { ...smallest, epochs: 25 }, seeds: [1], atLeast: 0.98 },
  { presetId: 'cnn-7k', setup: { ...smallest, epochs: 12 }, seeds: [1], atLeast: 0.99 },
];

export const accuracyRuns: readonly AccuracyRun[] = [...longRuns, ...shortRuns, ...smallestRuns];

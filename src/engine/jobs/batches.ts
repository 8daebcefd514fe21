import { hash32, permutation, streams } from '../../core/random.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';

type OrderSetup = Pick<TrainingSetup, 'trainingImages' | 'batchSize' | 'seed'>;

/** Images that come together: the first epoch shuffles within them, so that it can start with the first. */
export const chunkSize = 5000;

/**
 * The order of one epoch, from 1: every one of the first `trainingImages` exactly once. The first epoch takes the chunks
 * in the order they load, shuffled within; later ones shuffle globally.
 */
export function epochOrder(epoch: number, { trainingImages, seed }: OrderSetup): Uint32Array {
  const stream = streams.shuffle + epoch;
  if (epoch > 1) return permutation(trainingImages, seed, stream);
  const order = new Uint32Array(trainingImages);
  for (let first = 0; first < trainingImages; first += chunkSize) {
    const size = Math.min(chunkSize, trainingImages - first);
    const chunkSeed = hash32(seed, stream, first / chunkSize);
    const places = permutation(size, chunkSeed, stream);
    order.set(
      places.map((place) => first + place),
      first,
    );
  }
  return order;
}

/** How many of the first images must be there before the rows up to `end` of an epoch's order can be used. */
export function imagesNeeded(epoch: number, end: number, { trainingImages }: OrderSetup): number {
  if (epoch > 1) return trainingImages;
  return Math.min(trainingImages, Math.ceil(end / chunkSize) * chunkSize);
}

/** Steps of an epoch; its last batch may be smaller. */
export const stepsPerEpoch = ({ trainingImages, batchSize }: OrderSetup): number =>
  Math.ceil(trainingImages / batchSize);

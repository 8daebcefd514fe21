import { type Augmentation, isAugmented } from '../../core/augmentation.ts';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { createAugment } from '../augment.ts';
import type { Batch, ImageSet } from '../runtime.ts';
import { firstRows } from './evaluate.ts';

type BatchSetup = Augmentation & Pick<TrainingSetup, 'seed' | 'batchSize'>;

const imageSize = sizeOf(mnistShape);

/**
 * The batches of a run: rows of the training set, or copies of them augmented as an epoch, from 1, shows them. A batch of
 * copies lasts until the next one is made.
 */
export function batchMaker(train: ImageSet, setup: BatchSetup) {
  if (!isAugmented(setup)) return (indices: Uint32Array): Batch => ({ set: train, indices });
  const augment = createAugment(setup, setup.seed);
  const images = new Uint8Array(setup.batchSize * imageSize);
  const labels = new Uint8Array(setup.batchSize);
  const rows = firstRows(setup.batchSize);
  const imageAt = (all: Uint8Array, place: number) =>
    all.subarray(place * imageSize, (place + 1) * imageSize);
  return (indices: Uint32Array, epoch: number): Batch => {
    indices.forEach((index, row) => {
      augment(imageAt(train.images, index), imageAt(images, row), { epoch, index });
      labels[row] = train.labels[index] ?? 0;
    });
    const count = indices.length;
    return { set: { images, labels, count }, indices: rows.subarray(0, count) };
  };
}

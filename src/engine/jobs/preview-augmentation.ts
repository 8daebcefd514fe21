import { mnistClasses } from '../../core/shape.ts';
import { roundsOfClasses } from '../../datasets/sample.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';
import { batchMaker } from './augmented-batches.ts';
import { chunkSize } from './batches.ts';
import { labelsOf } from './evaluate.ts';
import { gatherImages } from './read-images.ts';
import { untilImages } from './until-images.ts';

/** One training digit of each class, as it is and as the first epoch of a run would show it. */
export const previewAugmentationJob =
  ({ dataset }: Engine): Handlers['previewAugmentation'] =>
  async ({ augmentation, seed }, { signal }) => {
    await untilImages(dataset, { split: 'train', count: chunkSize, signal });
    const { train, imageBytes } = dataset;
    const rows = roundsOfClasses(train.labels.subarray(0, chunkSize), 1, mnistClasses);
    const makeBatch = batchMaker(train, { ...augmentation, seed, batchSize: rows.length });
    const { set, indices } = makeBatch(rows, 1);
    return {
      before: gatherImages(train.images, rows, imageBytes),
      after: gatherImages(set.images, indices, imageBytes),
      labels: Array.from(labelsOf(train.labels, rows)),
    };
  };

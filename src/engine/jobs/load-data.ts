import type { DatasetInfo } from '../../protocol/jobs.ts';
import { atMostEvery } from '../at-most-every.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';
import { labelsOf } from './evaluate.ts';
import { gatherImages } from './read-images.ts';
import { untilImages } from './until-images.ts';
import { stripRows } from './validator.ts';

/** Loads all of the data set; tells of the strip's digits as soon as they are there. */
export const loadDataJob =
  (engine: Engine): Handlers['loadData'] =>
  async (_input, { signal, report }) => {
    const { dataset } = engine;
    const hasValidation = () => dataset.available('validation') === dataset.validation.count;
    const tell = () =>
      report({ ...dataset.progress, info: hasValidation() ? infoOf(engine) : null });
    const stopListening = dataset.onChange(atMostEvery(100, tell));
    try {
      await untilImages(dataset, { split: 'test', count: dataset.test.count, signal });
      await untilImages(dataset, { split: 'train', count: dataset.train.count, signal });
    } finally {
      stopListening();
    }
    return infoOf(engine);
  };

function infoOf({ dataset }: Engine): DatasetInfo {
  const { train, validation, test } = dataset;
  const strip = stripRows(validation.labels);
  return {
    trainingImages: train.count,
    validationImages: validation.count,
    testImages: test.count,
    stripImages: gatherImages(validation.images, strip, dataset.imageBytes),
    stripLabels: Array.from(labelsOf(validation.labels, strip)),
  };
}

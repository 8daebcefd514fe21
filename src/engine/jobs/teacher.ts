import { isAugmented } from '../../core/augmentation.ts';
import { mnistClasses } from '../../core/shape.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { TrainInput } from '../../protocol/jobs.ts';
import type { Engine } from '../engine.ts';
import { inferenceOf } from '../models.ts';
import type { Batch } from '../runtime.ts';
import { borrowing } from './borrowing.ts';
import { firstRows, forwardAll } from './evaluate.ts';
import { untilImages } from './until-images.ts';

/** A teacher's logits for a batch whose rows are these of the training set. */
export type Teach = (batch: Batch, indices: Uint32Array) => Float32Array | Promise<Float32Array>;

/**
 * The teacher of a run, in inference mode. It is asked once about every training image; about each batch where images
 * change from epoch to epoch. Null for a run without one.
 */
export async function teacherOf(
  engine: Engine,
  { recipe, teacherId }: TrainInput,
  signal: AbortSignal,
): Promise<Teach | null> {
  if (recipe.distillation === undefined) return null;
  if (teacherId === undefined)
    throw new EngineError('model-not-found', 'The teacher is not among the runs: train it first');
  const { setup } = recipe;
  const { model } = await engine.models.stored(teacherId);
  const network = await (await engine.runtime('wasm')).build(inferenceOf(model));
  if (isAugmented(setup)) return (batch) => network.forward(batch);
  const { dataset } = engine;
  const { trainingImages: count } = setup;
  await untilImages(dataset, { split: 'train', count, signal });
  const rows = { set: dataset.train, indices: firstRows(count) };
  const all = await borrowing(network, () => forwardAll(network, rows, signal));
  const logits = new Float32Array(setup.batchSize * mnistClasses);
  return (_batch, indices) => {
    indices.forEach((index, row) => {
      const from = index * mnistClasses;
      logits.set(all.subarray(from, from + mnistClasses), row * mnistClasses);
    });
    return logits.subarray(0, indices.length * mnistClasses);
  };
}

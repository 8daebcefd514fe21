import { foldOf } from '../../datasets/fold.ts';
import { withLabelNoise } from '../../datasets/label-noise.ts';
import type { TrainInput } from '../../protocol/jobs.ts';
import type { Engine } from '../engine.ts';

type Lesson = Pick<TrainInput, 'recipe' | 'fold'>;

interface Share<L extends Lesson> {
  readonly engine: Engine;
  readonly input: L;
}

/** What a run trains on: all of the training images or those of its folds, with true labels or noisy ones. All that it trains on must have been loaded. */
export function ownShare<L extends Lesson>(engine: Engine, input: L): Share<L> {
  const { labelNoise: share, seed } = input.recipe.setup;
  const own = ownFold(engine, input);
  if (share === 0) return own;
  const { trainingImages: count } = own.input.recipe.setup;
  const dataset = withLabelNoise(own.engine.dataset, { share, count, seed });
  return { ...own, engine: { ...engine, dataset } };
}

/** The record keeps the recipe, and says which fold. */
function ownFold<L extends Lesson>(engine: Engine, input: L): Share<L> {
  const { fold, recipe } = input;
  if (fold === undefined) return { engine, input };
  const { trainingImages: count, seed } = recipe.setup;
  const dataset = foldOf(engine.dataset, { ...fold, count, seed });
  const setup = { ...recipe.setup, trainingImages: dataset.train.count };
  return { engine: { ...engine, dataset }, input: { ...input, recipe: { ...recipe, setup } } };
}

import { type Recipe, stepsOf } from './recipe.ts';
import { summarize } from './summary.ts';

/** Forward, and twice as much backward. */
const passes = 3;

/** Multiply-adds of all the training that a recipe asks for, its teachers' and its fine-tuning's too; evaluation apart. */
export function trainingMacs(recipe: Recipe): number {
  const { architecture, setup, distillation } = recipe;
  const fineTuning = stepsOf(recipe).reduce(
    (sum, { params }) => sum + ('epochs' in params ? Number(params.epochs) : 0),
    0,
  );
  const images = setup.trainingImages * (setup.epochs + fineTuning);
  const own = passes * summarize(architecture).macs * images;
  return own + (distillation === undefined ? 0 : trainingMacs(distillation.teacher));
}

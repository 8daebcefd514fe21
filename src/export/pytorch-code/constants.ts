import type { Recipe } from '../../core/recipe.ts';
import { grouped } from '../pytorch/python.ts';
import type { ProgramKind } from './program-parts.ts';

/** Numbers of the recipe, by names; and where it is computed. */
export function constantsOf(
  { setup, distillation }: Recipe,
  kind: ProgramKind,
  needsTraining: boolean,
): readonly string[] {
  const isDistributed = kind === 'distributed';
  const taughtOn = needsTraining ? (distillation?.teacher.setup.trainingImages ?? 0) : 0;
  const cuda = isDistributed
    ? [
        'RANK = int(os.environ.get("RANK", 0))  # torchrun sets it: the number of this process',
        'WORLD = int(os.environ.get("WORLD_SIZE", 1))  # how many there are',
        'GPU = f"cuda:{os.environ.get(\'LOCAL_RANK\', 0)}"',
        'DEVICE = GPU if torch.cuda.is_available() else "cpu"',
      ]
    : ['DEVICE = "cuda" if torch.cuda.is_available() else "cpu"'];
  return [
    `SEED = ${setup.seed}`,
    `TRAINING_IMAGES = ${grouped(Math.max(setup.trainingImages, taughtOn))}`,
    `BATCH_SIZE = ${setup.batchSize}${isDistributed ? '  # of all processes together' : ''}`,
    ...(needsTraining ? [`EPOCHS = ${setup.epochs}`, `LEARNING_RATE = ${setup.learningRate}`] : []),
    ...(needsTraining && distillation
      ? [
          ...(distillation.params.loss === 'kl'
            ? [`TEMPERATURE = ${distillation.params.temperature}`]
            : []),
          `ALPHA = ${distillation.params.alpha}`,
        ]
      : []),
    ...cuda,
  ];
}

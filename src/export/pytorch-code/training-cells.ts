import type { Recipe } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { grouped } from '../pytorch/python.ts';
import { neededSteps } from './compression.ts';
import type { CellToCome } from './program-parts.ts';
import type { Training } from './training.ts';

/** Trains the teacher, where there is one, and the network. @param report the line that ends it */
export function trainingCells(
  recipe: Recipe,
  training: Training,
  report: string,
): readonly CellToCome[] {
  const { architecture, setup, distillation } = recipe;
  const isRewound = neededSteps(recipe).steps.some(
    ({ kind, params }) => kind === 'prune' && params.weights === 'rewound',
  );
  const lines = training.add({
    ...{ model: 'model', architecture, setup },
    ...{ epochs: 'EPOCHS', learningRate: 'LEARNING_RATE' },
    isTaught: distillation !== undefined,
  });
  const own: CellToCome = {
    text: '## Training',
    lines: () => [...(isRewound ? ['first = copy.deepcopy(model)'] : []), ...lines(), report],
  };
  if (distillation === undefined) return [own];
  const { teacher } = distillation;
  const taughtOn = teacher.setup.trainingImages;
  const fewer = taughtOn < setup.trainingImages;
  const teaching = training.add({
    ...{ model: 'teacher', architecture: teacher.architecture, setup: teacher.setup },
    ...(fewer && { trainSet: 'teacher_set' }),
  });
  const { parameters } = summarize(teacher.architecture);
  return [
    {
      text: '## The teacher\n\nThe student learns from its answers.',
      lines: () => [
        ...(fewer ? [`teacher_set = TensorDataset(*train_set[:${grouped(taughtOn)}])`] : []),
        'teacher = Teacher().to(DEVICE)',
        `assert count_parameters(teacher) == ${grouped(parameters)}`,
        ...teaching(),
        'teacher.eval()',
        ...(taughtOn > setup.trainingImages
          ? [`train_set = TensorDataset(*train_set[:${grouped(setup.trainingImages)}])`]
          : []),
      ],
    },
    own,
  ];
}

import type { Recipe } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { moduleCode } from '../pytorch/module.ts';
import { grouped, quoted } from '../pytorch/python.ts';
import type { Cell } from './cell.ts';
import { compressionCells, neededSteps } from './compression.ts';
import { loadingText } from './data.ts';
import { Definitions } from './definitions.ts';
import { importsOf } from './imports.ts';
import { distillationText, evaluateText, firstProcessText } from './losses.ts';
import { countText, reportText } from './report.ts';
import { Training } from './training.ts';

export type ProgramKind = 'script' | 'distributed' | 'notebook';

/** A program in parts, for a script or a notebook to be made of. */
export interface Program {
  readonly title: string;
  /** A file name without ending. */
  readonly stem: string;
  readonly parameters: number;
  readonly imports: readonly string[];
  readonly constants: readonly string[];
  /** Functions and classes, by what they are about. */
  readonly parts: readonly { readonly title: string; readonly texts: readonly string[] }[];
  /** After the data is loaded and the network is made. */
  readonly cells: readonly Cell[];
}

/** The program of a recipe that `pytorchProblem` finds nothing wrong with. */
export function programOf(recipe: Recipe, name: string, kind: ProgramKind): Program {
  const { architecture, setup, distillation } = recipe;
  const definitions = new Definitions();
  const training = new Training(definitions, kind, setup.batchSize);
  const stem = stemOf(name);
  const { needsTraining, steps } = neededSteps(recipe);
  const isDynamic = steps.some(
    ({ kind: step, params }) => step === 'quantize' && params.format === 'dynamic',
  );
  const path = isDynamic ? `${stem}.pt` : `${stem}.safetensors`;
  const report = (title: string) => `report(${quoted(title)}, model, test_set, ${quoted(path)})`;
  const cells = [
    ...(needsTraining ? trainingCells(recipe, training, report('trained')) : []),
    ...compressionCells(recipe, { training, definitions }, report),
  ].map(({ text, lines }) => ({ text, lines: lines() }));
  const teacher = needsTraining ? distillation?.teacher.architecture : undefined;
  const network = networkTexts(architecture, teacher);
  const trainTexts = [
    evaluateText,
    ...(needsTraining && distillation ? [distillationText(distillation.params)] : []),
    ...definitions.texts,
    ...(training.text === null ? [] : [training.text]),
  ];
  const texts = [
    ...trainTexts,
    ...(trainTexts.some((text) => text.includes('from_first_process(')) ? [firstProcessText] : []),
  ];
  const parts = [
    {
      title: 'The network',
      texts: [...network, countText([architecture, ...(teacher ? [teacher] : [])])],
    },
    { title: 'The data', texts: [loadingText(setup, kind)] },
    { title: 'Training', texts },
    { title: 'What it is worth, and what it costs', texts: [reportText(kind, isDynamic)] },
  ];
  const isShort = kind === 'distributed';
  const allText = [
    ...parts.flatMap((part) => part.texts),
    ...cells.flatMap(({ lines }) => lines),
  ].join('\n');
  return {
    title: titleOf(name),
    stem,
    parameters: summarize(architecture).parameters,
    imports: importsOf(allText, kind),
    constants: constantsOf(recipe, isShort, needsTraining),
    parts,
    cells: cells.map(({ text, lines }) => ({ text, lines: () => lines })),
  };
}

function networkTexts(
  architecture: Recipe['architecture'],
  teacher: Recipe['architecture'] | undefined,
): readonly string[] {
  const own = moduleCode(architecture);
  const other = teacher && moduleCode(teacher, 'Teacher');
  const helpers = new Set([...own.helpers, ...(other?.helpers ?? [])]);
  return [...helpers, own.text, ...(other ? [other.text] : [])];
}

function trainingCells(recipe: Recipe, training: Training, report: string): readonly Cell[] {
  const { architecture, setup, distillation } = recipe;
  const isRewound = neededSteps(recipe).steps.some(
    ({ kind, params }) => kind === 'prune' && params.weights === 'rewound',
  );
  const lines = training.add({
    ...{ model: 'model', architecture, setup },
    ...{ epochs: 'EPOCHS', learningRate: 'LEARNING_RATE' },
    isTaught: distillation !== undefined,
  });
  const own: Cell = {
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

function constantsOf(
  { setup, distillation }: Recipe,
  isDistributed: boolean,
  needsTraining: boolean,
): readonly string[] {
  const taughtOn = needsTraining ? (distillation?.teacher.setup.trainingImages ?? 0) : 0;
  const cuda = isDistributed
    ? [
        'RANK, WORLD = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))  # set by torchrun',
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

/** A name as it can stand in a docstring. */
const titleOf = (name: string): string => name.replaceAll(/["\\\n\r]/g, ' ').trim() || 'Network';

const stemOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'network';

import { type Recipe, stepsOf } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import type { CodeFormat } from '../code-format.ts';

/** Why a recipe has no program in PyTorch, and what to do. */
export function pytorchProblem(recipe: Recipe): string | null {
  const problem = summarize(recipe.architecture).problem;
  if (problem !== null) return problem.message;
  if (stepsOf(recipe).some(({ kind }) => kind === 'removeFilters'))
    return 'A program in PyTorch cannot take filters out of its network: choose the run that they were removed from';
  const teacher = recipe.distillation?.teacher;
  if (teacher === undefined) return null;
  if (stepsOf(teacher).length > 0 || teacher.distillation !== undefined)
    return 'Its teacher was compressed or taught itself: a program has room for a plainly trained one, so choose a student of such a one';
  if (teacher.setup.pixelRange !== recipe.setup.pixelRange)
    return 'Its teacher takes pixels of another range: train a student that takes the same';
  return areLabelsSame(recipe.setup, teacher.setup)
    ? null
    : 'Its teacher was trained on other labels (label noise): train a student on the same';
}

/** Wrong labels are drawn once in a program, by the share and the seed. */
const areLabelsSame = (own: TrainingSetup, its: TrainingSetup): boolean =>
  own.labelNoise === its.labelNoise && (own.labelNoise === 0 || own.seed === its.seed);

const common = {
  tool: 'PyTorch',
  language: 'python',
  problem: pytorchProblem,
} as const satisfies Partial<CodeFormat>;

const needs = 'needs torch, torchvision and safetensors';

export const pytorchCode = {
  'pytorch-script': {
    ...common,
    label: 'PyTorch program',
    extension: '.py',
    purpose: `Trains, compresses and measures the network, or tests weights that you download; ${needs}.`,
    load: async () => {
      const { writeScript } = await import('./script.ts');
      return (recipe, name) => writeScript(recipe, name, 'script');
    },
  },
  'pytorch-distributed': {
    ...common,
    label: 'PyTorch for several processes',
    extension: '.py',
    purpose: `The same under torchrun: each process takes its share of every batch (DistributedDataParallel); ${needs}.`,
    load: async () => {
      const { writeScript } = await import('./script.ts');
      return (recipe, name) => writeScript(recipe, name, 'distributed');
    },
  },
  'pytorch-notebook': {
    ...common,
    language: 'json',
    label: 'PyTorch notebook',
    extension: '.ipynb',
    purpose: `The program in cells with words between, for Jupyter; ${needs}.`,
    load: async () => (await import('./notebook.ts')).writeNotebook,
  },
} as const satisfies Readonly<Record<string, CodeFormat>>;

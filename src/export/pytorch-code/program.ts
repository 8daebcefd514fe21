import type { Recipe } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { helperTexts, networkText } from '../pytorch/module.ts';
import { quoted } from '../pytorch/python.ts';
import { compressionCells, neededSteps } from './compression.ts';
import { constantsOf } from './constants.ts';
import { loadingText } from './data.ts';
import { Definitions } from './definitions.ts';
import { importsOf } from './imports.ts';
import { distillationText, evaluateText, firstProcessText } from './losses.ts';
import type { Program, ProgramKind } from './program-parts.ts';
import { countText, reportText } from './report.ts';
import { Training } from './training.ts';
import { trainingCells } from './training-cells.ts';

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
  const allText = [
    ...parts.flatMap((part) => part.texts),
    ...cells.flatMap(({ lines }) => lines),
  ].join('\n');
  return {
    title: titleOf(name),
    stem,
    parameters: summarize(architecture).parameters,
    imports: importsOf(allText, kind),
    constants: constantsOf(recipe, kind, needsTraining),
    ...{ parts, cells },
  };
}

/** The network, its teacher where it has one, and what they are built of. */
function networkTexts(
  architecture: Recipe['architecture'],
  teacher: Recipe['architecture'] | undefined,
): readonly string[] {
  return [
    ...helperTexts([architecture, ...(teacher ? [teacher] : [])]),
    networkText(architecture),
    ...(teacher ? [networkText(teacher, 'Teacher')] : []),
  ];
}

/** A name as it can stand in a docstring. */
const titleOf = (name: string): string => name.replaceAll(/["\\\n\r]/g, ' ').trim() || 'Network';

const stemOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'network';

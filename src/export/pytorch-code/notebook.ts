import type { Recipe } from '../../core/recipe.ts';
import { grouped } from '../pytorch/python.ts';
import { programOf } from './program.ts';

/** A Jupyter notebook, nbformat 4.5: what a script does, in cells with words between. */
export function writeNotebook(recipe: Recipe, name: string): string {
  const { title, stem, parameters, imports, constants, parts, cells } = programOf(
    recipe,
    name,
    'notebook',
  );
  const count = grouped(parameters).replaceAll('_', ',');
  const all = [
    markdown(
      `# ${title}\n\nA network of ${count} parameters for MNIST, in PyTorch. Written by Sizewise. It needs:\n\n    pip install torch torchvision safetensors`,
    ),
    code([...imports, '', ...constants]),
    ...parts.flatMap(({ title: heading, texts }) => [
      markdown(`## ${heading}`),
      ...texts.map((text) => code([text])),
    ]),
    markdown('## Data and network'),
    code([
      'torch.manual_seed(SEED)',
      'train_set, validation_set, test_set = load_mnist("data", TRAINING_IMAGES)',
      'model = Network().to(DEVICE)',
      `assert count_parameters(model) == ${grouped(parameters)}`,
    ]),
    markdown(
      `Weights that were trained elsewhere: \`from safetensors.torch import load_file\`, then \`model.load_state_dict(load_file("${stem}.safetensors"))\`.`,
    ),
    ...cells.flatMap(({ text, lines }) => [markdown(text), code(lines)]),
  ];
  const notebook = {
    cells: all.map((cell, place) => ({ id: `cell-${place + 1}`, ...cell })),
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** Lines as nbformat keeps them: each with its end, but the last. */
const sourceOf = (text: string): readonly string[] =>
  text.split('\n').map((line, place, all) => (place < all.length - 1 ? `${line}\n` : line));

const markdown = (text: string) => ({
  cell_type: 'markdown',
  metadata: {},
  source: sourceOf(text),
});

const code = (lines: readonly string[]) => ({
  cell_type: 'code',
  execution_count: null,
  metadata: {},
  outputs: [],
  source: sourceOf(lines.join('\n')),
});

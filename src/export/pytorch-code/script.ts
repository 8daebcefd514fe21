import type { Recipe } from '../../core/recipe.ts';
import { grouped, indented } from '../pytorch/python.ts';
import { programOf } from './program.ts';
import type { Program, ProgramKind } from './program-parts.ts';

/** A Python file that is run, or imported for its network. */
export function writeScript(recipe: Recipe, name: string, kind: ProgramKind): string {
  const program = programOf(recipe, name, kind);
  const isDistributed = kind === 'distributed';
  const say = `def say(text):
    """Prints once, however many processes there are."""
    if RANK == 0:
        print(text, flush=True)`;
  const text = [
    docstring(program, isDistributed),
    program.imports.join('\n'),
    program.constants.join('\n'),
  ].join('\n\n');
  const body = [
    ...program.parts.flatMap(({ texts }) => texts),
    mainText(program, isDistributed),
  ].join('\n\n\n');
  const end = 'if __name__ == "__main__":\n    main()\n';
  if (!isDistributed) return [text, body, end].join('\n\n\n');
  return [text, say, body.replaceAll(/\bprint\(/g, 'say('), end].join('\n\n\n');
}

function docstring({ title, stem, parameters }: Program, isDistributed: boolean): string {
  const run = isDistributed ? `torchrun --nproc_per_node=2 ${stem}.py` : `python ${stem}.py`;
  return `"""${title}: a network of ${grouped(parameters).replaceAll('_', ',')} parameters for MNIST, in PyTorch.

Written by Sizewise. It needs: pip install torch torchvision safetensors

    ${run}
    ${run} --weights FILE.safetensors

The first line trains${isDistributed ? ' in two processes (for more machines: torchrun --help)' : ''} and measures.
The second tests weights that were trained elsewhere.
"""`;
}

function mainText({ parameters, cells }: Program, isDistributed: boolean): string {
  const begin = isDistributed
    ? ['dist.init_process_group("nccl" if DEVICE.startswith("cuda") else "gloo")']
    : [];
  const end = isDistributed ? ['dist.destroy_process_group()'] : [];
  const lines = [
    'parser = argparse.ArgumentParser()',
    'parser.add_argument("--weights", help="tests these weights (.safetensors) and trains nothing")',
    'parser.add_argument("--images", type=int, default=TRAINING_IMAGES, help="trains on so many")',
    'parser.add_argument("--data", default="data", help="the folder that MNIST is kept in")',
    'arguments = parser.parse_args()',
    '',
    ...begin,
    'torch.manual_seed(SEED)',
    'train_set, validation_set, test_set = load_mnist(arguments.data, arguments.images)',
    'model = Network().to(DEVICE)',
    `assert count_parameters(model) == ${grouped(parameters)}`,
    'if arguments.weights:',
    '    model.load_state_dict(load_file(arguments.weights))',
    '    _, accuracy = evaluate(model, test_set)',
    '    print(f"{accuracy:.2%} of {len(test_set):,} test images")',
    ...end.map((line) => `    ${line}`),
    '    return',
    ...cells.flatMap((cell) => ['', ...cell.lines]),
    ...(end.length > 0 ? ['', ...end] : []),
  ];
  return ['def main():', ...indented(lines)].join('\n');
}

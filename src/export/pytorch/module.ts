import type { Architecture } from '../../core/recipe.ts';
import { isImage, mnistShape, type Shape } from '../../core/shape.ts';
import { summarize } from '../../core/summary.ts';
import { blockClasses } from './blocks.ts';
import { initialHelpers, initialLines } from './initial.ts';
import { type NamedTorchLayer, stateName, torchLayers } from './layers.ts';
import { indented } from './python.ts';

/** Functions and classes that networks use beside PyTorch's own. */
export function helperTexts(architectures: readonly Architecture[]): readonly string[] {
  const initial = architectures.flatMap((architecture) => initialLines(torchLayers(architecture)));
  const functions = Object.entries(initialHelpers)
    .filter(([name]) => initial.some((line) => line.trimStart().startsWith(`${name}(`)))
    .map(([, text]) => text);
  return [...functions, ...blockClasses(architectures.flat())];
}

/** A network's class. @param architecture one that `summarize` finds no problem in */
export function networkText(architecture: Architecture, className = 'Network'): string {
  const layers = torchLayers(architecture);
  return classText(layers, { className, initial: initialLines(layers), architecture });
}

interface ClassParts {
  readonly className: string;
  readonly initial: readonly string[];
  readonly architecture: Architecture;
}

function classText(
  layers: readonly NamedTorchLayer[],
  { className, initial, architecture }: ClassParts,
): string {
  const frozen = layers.filter(isFrozen);
  const parameters = summarize(architecture).parameters.toLocaleString('en-US');
  const [height, width, channels] = mnistShape;
  return [
    `class ${className}(nn.Module):`,
    `    """From images of ${channels}×${height}×${width} to ten logits: ${parameters} parameters, softmax is part of the loss."""`,
    '',
    '    def __init__(self):',
    '        super().__init__()',
    ...layers.flatMap(({ name, module }) =>
      module === null ? [] : indented(`self.${name} = ${module}`.split('\n'), 2),
    ),
    ...(initial.length > 0 ? ['        self.initialize()'] : []),
    ...frozen.map(({ name }) => `        self.${name}.requires_grad_(False)`),
    ...initializeText(initial),
    ...frozenNormsText(frozen),
    '',
    '    def forward(self, x):',
    ...indented(forwardLines(layers), 2),
    '        return x',
  ].join('\n');
}

const isFrozen = ({ layer, tensors }: NamedTorchLayer): boolean =>
  tensors.length > 0 && 'frozen' in layer.params && layer.params.frozen;

function initializeText(initial: readonly string[]): readonly string[] {
  if (initial.length === 0) return [];
  return [
    '',
    '    def initialize(self):',
    '        """Draws first weights as Keras does: PyTorch has other habits."""',
    ...indented(initial, 2),
  ];
}

/** A frozen batch norm normalises by its statistics while the rest trains. */
function frozenNormsText(frozen: readonly NamedTorchLayer[]): readonly string[] {
  const norms = frozen.filter(({ layer }) => layer.kind === 'batchNormalization');
  if (norms.length === 0) return [];
  return [
    '',
    '    def train(self, mode=True):',
    '        """Frozen batch norms keep their statistics, and use them, while the rest trains."""',
    '        super().train(mode)',
    ...norms.map(({ name }) => `        self.${name}.eval()`),
    '        return self',
  ];
}

/** The way through the network; where a line changes the shape, it says to what. */
function forwardLines(layers: readonly NamedTorchLayer[]): readonly string[] {
  return layers.flatMap(({ forward, input, output, keepsInput }) => {
    const kept = keepsInput === null ? [] : [`${keepsInput} = x`];
    const isSame = input.join() === output.join();
    const last = forward.length - 1;
    const lines = forward.map((line, place) =>
      isSame || place < last ? line : `${line}  # ${torchShape(output)}`,
    );
    return [...kept, ...lines];
  });
}

/** As a tensor has it, without the batch: channels first. */
const torchShape = (shape: Shape): string =>
  (isImage(shape) ? [shape[2], shape[0], shape[1]] : shape).join('×');

/** Names in the state_dict that are not counted: PyTorch's counters, and biases that stay 0. */
export const uncountedNames = (architecture: Architecture): readonly string[] =>
  torchLayers(architecture).flatMap((layer) =>
    layer.tensors.filter(({ from }) => from === null).map((tensor) => stateName(layer, tensor)),
  );

import type { Architecture, Recipe } from '../../core/recipe.ts';
import { stepsOf } from '../../core/recipe.ts';
import {
  type CompressionStep,
  stepInWords,
  type TechniqueKind,
  type TechniqueParams,
} from '../../core/techniques/index.ts';
import type { Definitions } from './definitions.ts';
import type { CellToCome } from './program-parts.ts';
import { gradualFunction, isGradual, prunableFunction, zeroFunction } from './pruning.ts';
import {
  clusterFunction,
  kernelsFunction,
  moveTogetherFunction,
  roundedFunction,
  stayRoundedFunction,
} from './quantizing.ts';
import { stepCount, type Training } from './training.ts';

/** What a step is given to write itself. */
interface Bench {
  readonly architecture: Architecture;
  readonly setup: Recipe['setup'];
  readonly training: Training;
  readonly definitions: Definitions;
  /** Kinds of the steps before. */
  readonly before: readonly TechniqueKind[];
}

type Lines = () => readonly string[];
type Write<K extends TechniqueKind> = (params: TechniqueParams<K>, bench: Bench) => Lines;

interface FineTuning {
  readonly epochs: number;
  readonly learningRate: number;
}

/** More training at a constant rate; nothing without epochs. */
function fineTuning(
  { epochs, learningRate }: FineTuning,
  { architecture, setup, training }: Bench,
  afterStep?: string,
): Lines {
  if (epochs === 0) return () => [];
  return training.add({
    ...{ model: 'model', architecture },
    setup: {
      ...setup,
      ...{ epochs, learningRate, schedule: 'constant', warmupSteps: 0, patience: 0 },
    },
    ...(afterStep !== undefined && { afterStep }),
  });
}

const release = ['for module, name in weights:', '    prune.remove(module, name)'];
const hold = [
  'for module, name in weights:',
  '    prune.custom_from_mask(module, name, getattr(module, name) != 0)',
];

const prune: Write<'prune'> = (params, bench) => {
  const { architecture, definitions, before, setup } = bench;
  const isTicket = params.weights === 'rewound' || params.weights === 'redrawn';
  const list = prunableFunction(architecture, params.keepOutput, definitions);
  const zero = zeroFunction(params.scope, isTicket, definitions);
  const isHeld = before.includes('prune') && params.weights === 'trained';
  const gradual = isGradual(params) ? gradualFunction(params, zero, definitions) : null;
  const steps = stepCount(String(params.epochs), 'train_set', 'BATCH_SIZE');
  const train = fineTuning(
    params,
    bench,
    gradual === null ? undefined : `${gradual}(weights, steps=${steps})`,
  );
  return () => [
    ...beginning(params, setup.seed),
    `weights = ${list}(model)`,
    ...(isHeld ? hold : []),
    ...(gradual === null
      ? [`${zero}(weights, ${params.sparsity}${isTicket ? `, ${list}(trained)` : ''})`]
      : []),
    ...train(),
    ...release,
  ];
};

/** What the weights begin with. */
function beginning({ weights }: TechniqueParams<'prune'>, seed: number): readonly string[] {
  switch (weights) {
    case 'trained':
      return [];
    case 'fresh':
      return ['model = Network().to(DEVICE)'];
    case 'rewound':
      return [
        'trained, model = model, copy.deepcopy(first)  # a lottery ticket: first values again',
      ];
    case 'redrawn':
      return [
        `torch.manual_seed(${seed + 1})`,
        'trained, model = model, Network().to(DEVICE)  # the control of a lottery ticket',
      ];
    default:
      return weights satisfies never;
  }
}

const fineTune: Write<'fineTune'> = (params, bench) => {
  const train = fineTuning(params, bench);
  if (!bench.before.includes('prune')) return train;
  const list = prunableFunction(bench.architecture, false, bench.definitions);
  return () => [`weights = ${list}(model)`, ...hold, ...train(), ...release];
};

const quantize: Write<'quantize'> = (params, bench) => {
  const { architecture, definitions, before } = bench;
  const isDynamic = params.format === 'dynamic';
  const list = kernelsFunction(architecture, definitions);
  const isRounded = !isDynamic || params.epochs > 0;
  const rounded = isRounded ? roundedFunction(params, definitions) : '';
  const stay =
    params.epochs > 0 ? stayRoundedFunction(rounded, before.includes('prune'), definitions) : null;
  const train = fineTuning(params, bench, stay === null ? undefined : `${stay}(${list}(model))`);
  const all = params.format === 'float16' ? 'model.parameters()' : `${list}(model)`;
  return () => [
    ...(params.format === 'int8'
      ? [
          "# Weights are rounded to int8; sums stay floats. Int8 arithmetic is torchao's and TFLite's.",
        ]
      : []),
    ...train(),
    ...(isDynamic
      ? [
          'layers = {nn.Linear, nn.LSTM, nn.GRU}  # PyTorch has no such convolutions',
          'model = quantize_dynamic(model.cpu(), layers, dtype=torch.qint8)',
          'test_set = TensorDataset(*(tensor.cpu() for tensor in test_set.tensors))',
        ]
      : stay === null
        ? [
            'with torch.no_grad():',
            `    for weight in ${all}:`,
            `        weight.copy_(${rounded}(weight))`,
          ]
        : []),
  ];
};

const cluster: Write<'cluster'> = (params, bench) => {
  const { architecture, definitions, before } = bench;
  const keepsZeros = params.keepZeros && before.includes('prune');
  const list = kernelsFunction(architecture, definitions);
  const find = clusterFunction(params, keepsZeros, definitions);
  if (params.epochs > 0) {
    const move = moveTogetherFunction(find, keepsZeros, definitions);
    return fineTuning(params, bench, `${move}(${list}(model))`);
  }
  return () => [
    'with torch.no_grad():',
    `    for weight in ${list}(model):`,
    `        centroids, nearest = ${find}(weight)`,
    '        weight.copy_(centroids[nearest])',
  ];
};

const nothing = (): Lines => () => [];

const writers: { readonly [K in TechniqueKind]: Write<K> } = {
  ...{ prune, fineTune, quantize, cluster },
  // gzip codes frequent bytes with few bits: it stands for the step, in the report.
  huffman: nothing,
  // Refused before anything is written.
  removeFilters: nothing,
};

/** Steps whose result the program needs: a network that is pruned from scratch needs none before. */
export function neededSteps(recipe: Recipe): {
  readonly needsTraining: boolean;
  readonly steps: readonly CompressionStep[];
} {
  const steps = stepsOf(recipe);
  const fresh = steps.findLastIndex(
    (step) => step.kind === 'prune' && step.params.weights === 'fresh',
  );
  return { needsTraining: fresh < 0, steps: steps.slice(Math.max(0, fresh)) };
}

/** A cell for each step. */
export function compressionCells(
  recipe: Recipe,
  tools: Pick<Bench, 'training' | 'definitions'>,
  report: (title: string) => string,
): readonly CellToCome[] {
  const { steps } = neededSteps(recipe);
  const { architecture, setup } = recipe;
  return steps.flatMap((step, place): readonly CellToCome[] => {
    const before = steps.slice(0, place).map(({ kind }) => kind);
    const write = writers[step.kind] as Write<TechniqueKind>; // kind and params belong together
    if (step.kind === 'huffman') return [];
    const title = stepInWords(step);
    const lines = write(step.params, { ...tools, architecture, setup, before });
    return [{ text: `## ${title}`, lines: () => [...lines(), report(title)] }];
  });
}

import { type CompressionStep, stepInWords } from '../../core/techniques/index.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { indented, quickly } from './python.ts';
import { decayCode, optimizerCall } from './training.ts';

type StepOf<K extends CompressionStep['kind']> = Extract<CompressionStep, { kind: K }>['params'];

/** Whether steps need the TensorFlow Model Optimization Toolkit, and with it Keras 2. */
export const needsToolkit = (steps: readonly CompressionStep[]): boolean =>
  steps.some(
    ({ kind, params }) =>
      kind === 'cluster' || ((kind === 'prune' || kind === 'quantize') && params.epochs > 0),
  );

/** One step as a title and code that leaves its result in `model`. */
export function stepCode(
  step: CompressionStep,
  setup: TrainingSetup,
): { readonly title: string; readonly code: string } {
  return { title: `Compression: ${stepInWords(step)}`, code: codeOf(step, setup) };
}

function codeOf(step: CompressionStep, setup: TrainingSetup): string {
  switch (step.kind) {
    case 'prune':
      return pruneCode(step.params, setup);
    case 'cluster':
      return clusterCode(step.params, setup);
    case 'quantize':
      return quantizeCode(step.params, setup);
    case 'fineTune':
      return fineTuning({ variable: 'model', params: step.params, setup });
    case 'removeFilters':
      return leftOut(
        `removing ${100 * step.params.fraction} % of the filters and units: no Keras tool does it.`,
        'Build the network with fewer of them and train it again, or export the smaller network from Sizewise.',
      );
    case 'huffman':
      return leftOut(
        'a Huffman-coded file: the gzipped size below shows nearly as well what repeated values are worth.',
      );
    default:
      return step satisfies never;
  }
}

const leftOut = (...lines: readonly string[]): string =>
  lines.map((line, place) => (place === 0 ? `# Left out: ${line}` : `# ${line}`)).join('\n');

interface FineTuning {
  readonly variable: string;
  readonly params: { readonly epochs: number; readonly learningRate: number };
  readonly setup: TrainingSetup;
  readonly callbacks?: string;
}

/** More epochs at a constant rate, with a fresh optimizer. */
function fineTuning({ variable, params, setup, callbacks }: FineTuning): string {
  const constant = { ...setup, ...params, schedule: 'constant', warmupSteps: 0 } as const;
  const compile = [
    'optimizer,',
    'keras.losses.SparseCategoricalCrossentropy(from_logits=True),',
    'metrics=["accuracy"],',
  ];
  const fit = [
    'pixels(train_x),',
    'train_y,',
    `batch_size=${setup.batchSize},`,
    `epochs=${quickly(params.epochs)},`,
    ...(callbacks === undefined ? [] : [`callbacks=[${callbacks}],`]),
    'verbose=2,',
  ];
  const call = (method: string, lines: readonly string[]) =>
    `${variable}.${method}(\n${indented(lines.join('\n'))}\n)`;
  return [
    `optimizer = ${optimizerCall(constant)}`,
    ...decayCode(setup),
    call('compile', compile),
    ...(params.epochs > 0 ? [call('fit', fit)] : []),
  ].join('\n');
}

const zerosCode = `kernels = [layer.get_weights()[0] for layer in model.layers if isinstance(layer, prunable)]
zeros, weights = sum(np.sum(k == 0) for k in kernels), sum(k.size for k in kernels)
print(f"zeros: {zeros / weights:.1%} of {weights:,} weights in kernels")`;

function pruneCode(params: StepOf<'prune'>, setup: TrainingSetup): string {
  const { scope, weights } = params;
  const notes = [
    ...(scope === 'global'
      ? [
          '# Sizewise chose among the weights of all layers; here each layer has the same share of zeros.',
        ]
      : []),
    ...(weights === 'trained'
      ? []
      : [`# Sizewise began with other weights ("${weights}"); here the trained ones go on.`]),
  ];
  return [
    ...notes,
    'prunable = (layers.Dense, layers.Conv2D)',
    params.epochs === 0 ? pruneAtOnce(params) : pruneGradually(params, setup),
    zerosCode,
  ].join('\n');
}

const isPrunable = (keepOutput: boolean): string =>
  `isinstance(layer, prunable)${keepOutput ? ' and layer is not model.layers[-1]' : ''}`;

const pruneAtOnce = ({ sparsity, keepOutput }: StepOf<'prune'>): string =>
  `for layer in model.layers:
    if ${isPrunable(keepOutput)}:
        kernel, *bias = layer.get_weights()
        threshold = np.quantile(np.abs(kernel), ${sparsity})
        layer.set_weights([np.where(np.abs(kernel) < threshold, 0, kernel), *bias])`;

function pruneGradually(params: StepOf<'prune'>, setup: TrainingSetup): string {
  const { sparsity, initialSparsity, beginStep, endStep, power, frequency } = params;
  const times =
    params.schedule === 'polynomial'
      ? `steps = (${quickly(params.epochs)}) * int(np.ceil(len(train_x) / ${setup.batchSize}))
schedule = tfmot.sparsity.keras.PolynomialDecay(
    initial_sparsity=${initialSparsity},
    final_sparsity=${sparsity},
    begin_step=${beginStep},
    end_step=${endStep > 0 ? endStep : `max(${beginStep + 1}, 2 * steps // 3)`},
    power=${power},
    frequency=${frequency} if steps > ${2 * frequency} else 1,
)`
      : `schedule = tfmot.sparsity.keras.ConstantSparsity(${sparsity}, ${params.schedule === 'constant' ? beginStep : 0}, frequency=1)`;
  return `${times}


def with_mask(layer):
    if ${isPrunable(params.keepOutput)}:
        return tfmot.sparsity.keras.prune_low_magnitude(layer, schedule)
    return layer


pruned = keras.models.clone_model(model, clone_function=with_mask)
${fineTuning({ variable: 'pruned', params, setup, callbacks: 'tfmot.sparsity.keras.UpdatePruningStep()' })}
model = tfmot.sparsity.keras.strip_pruning(pruned)`;
}

function clusterCode(params: StepOf<'cluster'>, setup: TrainingSetup): string {
  return [
    'clustered = tfmot.clustering.keras.cluster_weights(',
    indented(
      [
        'model,',
        `number_of_clusters=${params.clusters},`,
        'cluster_centroids_init=tfmot.clustering.keras.CentroidInitialization.LINEAR,',
      ].join('\n'),
    ),
    ')',
    fineTuning({ variable: 'clustered', params, setup }),
    'model = tfmot.clustering.keras.strip_clustering(clustered)',
  ].join('\n');
}

function quantizeCode(params: StepOf<'quantize'>, setup: TrainingSetup): string {
  const rounding =
    params.format === 'weights'
      ? leftOut(`weights of ${params.bits} bits: TFLite has 8 bits as its fewest.`)
      : '# The weights are rounded when the network is converted, below.';
  if (params.epochs === 0) return rounding;
  return [
    'model = tfmot.quantization.keras.quantize_model(model)  # rounds while it trains',
    fineTuning({ variable: 'model', params, setup }),
    rounding,
  ].join('\n');
}

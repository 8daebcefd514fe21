import { definitionOf, type Layer, type LayerKind } from '../../core/layers/index.ts';
import type { Recipe } from '../../core/recipe.ts';
import { type CompressionStep, stepInWords } from '../../core/techniques/index.ts';
import { indented, quickly } from './python.ts';
import { changedImagesCode, decayCode, isChanged, optimizerCall } from './training.ts';

type StepOf<K extends CompressionStep['kind']> = Extract<CompressionStep, { kind: K }>['params'];

/** Whether steps need the TensorFlow Model Optimization Toolkit, and with it Keras 2. */
export const needsToolkit = (steps: readonly CompressionStep[]): boolean =>
  steps.some(
    ({ kind, params }) =>
      kind === 'cluster' || ((kind === 'prune' || kind === 'quantize') && params.epochs > 0),
  );

/** One step, after those before it, as a title and code that leaves its result in `model`. */
export function stepCode(
  step: CompressionStep,
  recipe: Recipe,
  before: readonly CompressionStep[],
): { readonly title: string; readonly code: string } {
  const isHeld = holdsZeros(step, before);
  const isFirst = !before.some((each, place) => holdsZeros(each, before.slice(0, place)));
  const code = codeOf(step, { recipe, isPruned: isPruned(before), isHeld });
  return {
    title: `Compression: ${stepInWords(step)}`,
    code: isHeld && isFirst ? `${holdZerosCode}\n\n\n${code}` : code,
  };
}

const isPruned = (before: readonly CompressionStep[]): boolean =>
  before.some(({ kind }) => kind === 'prune');

/** Whether a step trains what an earlier one has pruned; clusters keep zeros in a way of their own. */
const holdsZeros = ({ kind, params }: CompressionStep, before: readonly CompressionStep[]) =>
  isPruned(before) && kind !== 'cluster' && 'epochs' in params && params.epochs > 0;

/** What a step works on. */
interface Bench {
  readonly recipe: Recipe;
  /** Whether a step before has set weights to zero. */
  readonly isPruned: boolean;
  /** Whether they are to stay so while this one trains. */
  readonly isHeld: boolean;
}

function codeOf(step: CompressionStep, bench: Bench): string {
  switch (step.kind) {
    case 'prune':
      return pruneCode(step.params, bench);
    case 'cluster':
      return clusterCode(step.params, bench);
    case 'quantize':
      return quantizeCode(step.params, bench);
    case 'fineTune':
      return fineTuning({ variable: 'model', params: step.params, bench });
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
  readonly bench: Bench;
  readonly callbacks?: readonly string[];
}

/** More epochs at a constant rate, with a fresh optimizer, on labels alone. */
function fineTuning({ variable, params, bench, callbacks = [] }: FineTuning): string {
  const { setup, distillation } = bench.recipe;
  const calls = [...callbacks, ...(bench.isHeld ? ['HoldZeros()'] : [])];
  const constant = { ...setup, ...params, schedule: 'constant', warmupSteps: 0 } as const;
  const compile = [
    'optimizer,',
    'keras.losses.SparseCategoricalCrossentropy(from_logits=True),',
    'metrics=["accuracy"],',
  ];
  const fit = [
    ...(isChanged(setup)
      ? ['augmented,']
      : ['pixels(train_x),', 'train_y,', `batch_size=${setup.batchSize},`]),
    `epochs=${quickly(params.epochs)},`,
    ...(calls.length === 0 ? [] : [`callbacks=[${calls.join(', ')}],`]),
    'verbose=2,',
  ];
  const call = (method: string, lines: readonly string[]) =>
    `${variable}.${method}(\n${indented(lines.join('\n'))}\n)`;
  return [
    `optimizer = ${optimizerCall(constant)}`,
    ...decayCode(setup),
    call('compile', compile),
    // Those of the training hold the teacher's answers.
    ...(isChanged(setup) && distillation !== undefined ? [changedImagesCode('train_y')] : []),
    ...(params.epochs > 0 ? [call('fit', fit)] : []),
  ].join('\n');
}

/** Its masks are those of the weights that training begins with. */
const holdZerosCode = `class HoldZeros(keras.callbacks.Callback):
    """What a pruning has set to zero stays zero."""

    def on_train_begin(self, logs=None):
        kernels = [w for w in self.model.trainable_weights if "kernel" in w.name]
        self.masks = [(w, (w.numpy() != 0).astype("float32")) for w in kernels]

    def on_train_batch_end(self, batch, logs=None):
        for kernel, mask in self.masks:
            kernel.assign(kernel * mask)`;

const kernelsOfCode = `def kernels_of(layer):
    """Weights that may be pruned: no biases, norms or depthwise kernels."""
    if isinstance(layer, layers.DepthwiseConv2D):
        return []
    return [w for w in layer.trainable_weights if "kernel" in w.name and "depthwise" not in w.name]


`;

const zerosCode = `kernels = [w.numpy() for layer in model.layers for w in kernels_of(layer)]
zeros, weights = sum(np.sum(k == 0) for k in kernels), sum(k.size for k in kernels)
print(f"zeros: {zeros / weights:.1%} of {weights:,} weights in kernels")`;

/** Kinds with weights to prune that the toolkit, told of dense layers and convolutions, leaves whole. */
const leftWhole: readonly LayerKind[] = [
  ...(['separableConv2d', 'simpleRnn', 'lstm', 'gru', 'multiHeadAttention'] as const),
];

function pruneCode(params: StepOf<'prune'>, bench: Bench): string {
  const { scope, weights } = params;
  const others = bench.recipe.architecture.filter(({ kind }) => leftWhole.includes(kind));
  const notes = [
    ...(scope === 'global'
      ? [
          '# Sizewise chose among the weights of all layers; here each layer has the same share of zeros.',
        ]
      : []),
    ...(weights === 'trained'
      ? []
      : [`# Sizewise began with other weights ("${weights}"); here the trained ones go on.`]),
    ...(params.epochs > 0 && others.length > 0
      ? [leftOut(`zeros in ${namesOf(others)}, which Sizewise prunes too.`)]
      : []),
  ];
  return [
    ...notes,
    kernelsOfCode,
    params.epochs === 0 ? pruneAtOnce(params) : pruneGradually(params, bench),
    zerosCode,
  ].join('\n');
}

/** `LSTM and Multi-head attention layers`. */
const namesOf = (all: readonly Layer[]): string =>
  `${[...new Set(all.map(({ kind }) => definitionOf(kind).label))].join(' and ')} layers`;

const pruneAtOnce = ({ sparsity, keepOutput }: StepOf<'prune'>): string =>
  `for layer in model.layers${keepOutput ? '[:-1]' : ''}:
    for weight in kernels_of(layer):
        kernel = weight.numpy()
        threshold = np.quantile(np.abs(kernel), ${sparsity})
        weight.assign(np.where(np.abs(kernel) < threshold, 0, kernel))`;

function pruneGradually(params: StepOf<'prune'>, bench: Bench): string {
  const { setup } = bench.recipe;
  const { sparsity, initialSparsity, beginStep, endStep, power, frequency } = params;
  const first = beginStep + 1;
  const times =
    params.schedule === 'polynomial'
      ? `steps = (${quickly(params.epochs)}) * int(np.ceil(len(train_x) / ${setup.batchSize}))
schedule = tfmot.sparsity.keras.PolynomialDecay(
    initial_sparsity=${initialSparsity},
    final_sparsity=${sparsity},
    begin_step=${beginStep},
    end_step=max(${first}, ${endStep > 0 ? `min(${endStep}, steps)` : '2 * steps // 3'}),
    power=${power},
    frequency=${frequency} if steps > ${2 * frequency} else 1,
)`
      : `schedule = tfmot.sparsity.keras.ConstantSparsity(${sparsity}, ${params.schedule === 'constant' ? beginStep : 0}, frequency=1)`;
  return `${times}


def with_mask(layer):
    if isinstance(layer, (layers.Dense, layers.Conv2D))${params.keepOutput ? ' and layer is not model.layers[-1]' : ''}:
        return tfmot.sparsity.keras.prune_low_magnitude(layer, schedule)
    return layer


pruned = keras.models.clone_model(model, clone_function=with_mask)
${fineTuning({ variable: 'pruned', params, bench, callbacks: ['tfmot.sparsity.keras.UpdatePruningStep()'] })}
model = tfmot.sparsity.keras.strip_pruning(pruned)`;
}

function clusterCode(params: StepOf<'cluster'>, bench: Bench): string {
  const keepsZeros = params.keepZeros && bench.isPruned;
  return [
    ...(keepsZeros
      ? [
          '# The toolkit has this under no shorter name.',
          'from tensorflow_model_optimization.python.core.clustering.keras.experimental import cluster',
          '',
        ]
      : []),
    `clustered = ${keepsZeros ? 'cluster' : 'tfmot.clustering.keras'}.cluster_weights(`,
    indented(
      [
        'model,',
        `number_of_clusters=${params.clusters},`,
        'cluster_centroids_init=tfmot.clustering.keras.CentroidInitialization.LINEAR,',
        ...(keepsZeros ? ['preserve_sparsity=True,'] : []),
      ].join('\n'),
    ),
    ')',
    fineTuning({ variable: 'clustered', params, bench }),
    'model = tfmot.clustering.keras.strip_clustering(clustered)',
  ].join('\n');
}

function quantizeCode(params: StepOf<'quantize'>, bench: Bench): string {
  const rounding =
    params.format === 'weights'
      ? leftOut(`weights of ${params.bits} bits: TFLite has 8 bits as its fewest.`)
      : '# The weights are rounded when the network is converted, below.';
  if (params.epochs === 0) return rounding;
  return [
    'model = tfmot.quantization.keras.quantize_model(model)  # rounds while it trains',
    fineTuning({ variable: 'model', params, bench }),
    rounding,
  ].join('\n');
}

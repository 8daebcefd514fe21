import type { DistillationParams } from '../core/distillation.ts';
import type { FieldValue } from '../core/fields.ts';
import type { LayerKind, LayerParams } from '../core/layers/index.ts';
import type { RuntimeKind } from '../core/run.ts';
import type { TechniqueKind, TechniqueParams } from '../core/techniques/index.ts';
import type { TrainingSetup } from '../core/training-setup.ts';

/**
 * What a link of version 1 means, for ever: a link holds only what differs from the defaults HERE, whatever the
 * builder's own defaults have become. A new layer or field takes a free letter and, as its default, what networks did
 * before it existed; a new option goes to the end of its list. Anything else needs a version 2 beside this table.
 */
export interface FrozenField {
  /** One capital letter, unique within its item. */
  readonly letter: string;
  readonly default: FieldValue;
  /** For a choice: a link holds the place in this list. */
  readonly options?: readonly string[];
}

export type FrozenFields = Readonly<Record<string, FrozenField>>;

interface FrozenItem {
  /** One small letter, unique within the version; two for a step of compression. */
  readonly letter: string;
  readonly fields: FrozenFields;
}

const activationOptions = ['linear', 'relu', 'leaky_relu', 'elu', 'gelu', 'sigmoid', 'tanh'];

const kernel = {
  activation: { letter: 'A', default: 'linear', options: activationOptions },
  useBias: { letter: 'B', default: true },
  l2: { letter: 'L', default: 0 },
  initializer: {
    letter: 'I',
    default: 'glorot_uniform',
    options: ['glorot_uniform', 'glorot_normal', 'he_uniform', 'he_normal', 'lecun_normal'],
  },
  frozen: { letter: 'Z', default: false },
};

const recurrent = {
  units: { letter: 'U', default: 64 },
  returnSequences: { letter: 'S', default: false },
  bidirectional: { letter: 'D', default: false },
  useBias: kernel.useBias,
  l2: kernel.l2,
  initializer: kernel.initializer,
  frozen: kernel.frozen,
};

const filters = { letter: 'F', default: 16 };
const depthMultiplier = { letter: 'M', default: 1 };

const slidingWindow = (strides: number) => ({
  strides: { letter: 'S', default: strides },
  padding: { letter: 'P', default: 'valid', options: ['valid', 'same'] },
});

const convolution = {
  kernelSize: { letter: 'K', default: 3 },
  ...slidingWindow(1),
  ...kernel,
  dilation: { letter: 'D', default: 1 },
};
const pooling = { poolSize: { letter: 'K', default: 2 }, ...slidingWindow(2) };

export const layersV1: Readonly<Record<LayerKind, FrozenItem>> = {
  conv2d: {
    letter: 'c',
    fields: { filters, ...convolution, groups: { letter: 'G', default: 1 } },
  },
  depthwiseConv2d: { letter: 'w', fields: { depthMultiplier, ...convolution } },
  separableConv2d: { letter: 'x', fields: { filters, depthMultiplier, ...convolution } },
  maxPooling2d: { letter: 'm', fields: pooling },
  averagePooling2d: { letter: 'v', fields: pooling },
  globalAveragePooling2d: { letter: 'g', fields: {} },
  flatten: { letter: 'f', fields: {} },
  dense: { letter: 'd', fields: { units: { letter: 'U', default: 64 }, ...kernel } },
  dropout: { letter: 'o', fields: { rate: { letter: 'R', default: 0.25 } } },
  batchNormalization: { letter: 'b', fields: { frozen: { letter: 'Z', default: false } } },
  activation: {
    letter: 'a',
    fields: { activation: { letter: 'A', default: 'relu', options: activationOptions } },
  },
  reshape: { letter: 'r', fields: {} },
  globalAveragePooling1d: { letter: 'p', fields: {} },
  simpleRnn: { letter: 'n', fields: recurrent },
  lstm: { letter: 'l', fields: recurrent },
  gru: { letter: 'u', fields: recurrent },
  layerNormalization: { letter: 'y', fields: { frozen: { letter: 'Z', default: false } } },
  patchEmbedding: {
    letter: 't',
    fields: {
      patchSize: { letter: 'K', default: 7 },
      units: { letter: 'U', default: 32 },
      ...kernel,
    },
  },
  positionEmbedding: {
    letter: 'e',
    fields: { initializer: kernel.initializer, frozen: kernel.frozen },
  },
  multiHeadAttention: {
    letter: 'h',
    fields: {
      heads: { letter: 'H', default: 4 },
      keyDim: { letter: 'K', default: 8 },
      useBias: kernel.useBias,
      l2: kernel.l2,
      initializer: kernel.initializer,
      frozen: kernel.frozen,
    },
  },
  add: {
    letter: 'j',
    fields: {
      span: { letter: 'N', default: 2 },
      shortcut: { letter: 'P', default: 'identity', options: ['identity', 'projection'] },
      l2: kernel.l2,
      initializer: kernel.initializer,
      frozen: kernel.frozen,
    },
  },
  gaussianNoise: { letter: 'k', fields: { stddev: { letter: 'D', default: 0.1 } } },
  spatialDropout2d: { letter: 'q', fields: { rate: { letter: 'R', default: 0.25 } } },
  fire: {
    letter: 'i',
    fields: {
      squeezeFilters: { letter: 'S', default: 8 },
      expandFilters: { letter: 'F', default: 16 },
      ...kernel,
      activation: { ...kernel.activation, default: 'relu' },
    },
  },
} satisfies {
  [K in LayerKind]: {
    letter: string;
    fields: Readonly<Record<keyof LayerParams<K>, FrozenField>>;
  };
};

/** The training setup, and the runtime where it was chosen by hand ('' is nobody's choice). */
export const setupV1 = {
  letter: 's',
  fields: {
    optimizer: {
      letter: 'O',
      default: 'adam',
      options: ['sgd', 'momentum', 'rmsprop', 'adam', 'adamw'],
    },
    learningRate: { letter: 'L', default: 0.001 },
    schedule: { letter: 'S', default: 'constant', options: ['constant', 'step', 'cosine'] },
    warmupSteps: { letter: 'W', default: 0 },
    weightDecay: { letter: 'D', default: 0.004 },
    batchSize: { letter: 'B', default: 64 },
    epochs: { letter: 'E', default: 3 },
    trainingImages: { letter: 'N', default: 55_000 },
    patience: { letter: 'P', default: 0 },
    labelNoise: { letter: 'A', default: 0 },
    pixelRange: { letter: 'X', default: '0..1', options: ['0..1', '-1..1'] },
    seed: { letter: 'R', default: 1 },
    runtime: {
      letter: 'T',
      default: '',
      options: ['', 'wasm', 'tfjs'] satisfies ('' | RuntimeKind)[],
    },
    shiftPixels: { letter: 'J', default: 0 },
    rotateDegrees: { letter: 'Q', default: 0 },
    zoomPercent: { letter: 'Z', default: 0 },
    elasticAlpha: { letter: 'Y', default: 0 },
    cutoutSize: { letter: 'K', default: 0 },
  } satisfies Record<keyof TrainingSetup | 'runtime', FrozenField>,
} as const;

const fineTuning = (epochs: number) => ({
  epochs: { letter: 'E', default: epochs },
  learningRate: { letter: 'L', default: 0.001 },
});

/** What is done to the trained network: after the layers, `z` before each letter. */
export const stepsV1: Readonly<Record<TechniqueKind, FrozenItem>> = {
  prune: {
    letter: 'zp',
    fields: {
      sparsity: { letter: 'S', default: 0.8 },
      scope: { letter: 'O', default: 'global', options: ['global', 'layer'] },
      ...fineTuning(1),
      schedule: {
        letter: 'H',
        default: 'polynomial',
        options: ['polynomial', 'constant', 'one-shot'],
      },
      initialSparsity: { letter: 'I', default: 0 },
      beginStep: { letter: 'B', default: 0 },
      endStep: { letter: 'N', default: 0 },
      frequency: { letter: 'F', default: 100 },
      power: { letter: 'P', default: 3 },
      keepOutput: { letter: 'K', default: true },
      weights: {
        letter: 'W',
        default: 'trained',
        options: ['trained', 'rewound', 'redrawn', 'fresh'],
      },
    },
  },
  removeFilters: {
    letter: 'zr',
    fields: { fraction: { letter: 'S', default: 0.5 }, ...fineTuning(1) },
  },
  quantize: {
    letter: 'zq',
    fields: {
      format: { letter: 'M', default: 'int8', options: ['int8', 'dynamic', 'float16', 'weights'] },
      bits: {
        letter: 'B',
        default: '4',
        options: ['8', '7', '6', '5', '4', '3', '2', 'ternary', 'binary'],
      },
      granularity: { letter: 'G', default: 'channel', options: ['channel', 'tensor'] },
      calibrationImages: { letter: 'C', default: 100 },
      ...fineTuning(0),
    },
  },
  cluster: {
    letter: 'zc',
    fields: {
      clusters: { letter: 'C', default: 16 },
      keepZeros: { letter: 'K', default: true },
      ...fineTuning(0),
    },
  },
  huffman: { letter: 'zh', fields: {} },
  fineTune: { letter: 'zf', fields: fineTuning(1) },
} satisfies {
  [K in TechniqueKind]: {
    letter: string;
    fields: Readonly<Record<keyof TechniqueParams<K>, FrozenField>>;
  };
};

/** A teacher: its recipe follows, item by item. */
export const distillationV1 = {
  letter: 'zd',
  fields: {
    loss: { letter: 'D', default: 'kl', options: ['kl', 'mse'] },
    temperature: { letter: 'T', default: 4 },
    alpha: { letter: 'A', default: 0.1 },
  } satisfies Record<keyof DistillationParams, FrozenField>,
} as const;

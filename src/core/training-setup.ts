import { augmentationFields } from './augmentation.ts';
import { choice, int, number, type ParamsOf } from './fields.ts';

export const optimizers = ['sgd', 'momentum', 'rmsprop', 'adam', 'adamw'] as const;
export type OptimizerName = (typeof optimizers)[number];

/** Keras' defaults, the same in every runtime. Epsilon is explicit: tfjs' own differs between backends. */
export const optimizerConstants = {
  momentum: 0.9,
  rho: 0.9,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-7,
} as const;

/** How a run trains. One table: form, validation, link and stored records derive from it. */
export const trainingFields = {
  optimizer: choice({
    label: 'Optimizer',
    hint: 'The rule that turns gradients into new weights.',
    options: optimizers,
    default: 'adam',
    optionLabels: {
      sgd: 'SGD',
      momentum: 'SGD with momentum 0.9',
      rmsprop: 'RMSprop',
      adam: 'Adam',
      adamw: 'AdamW',
    },
  }),
  learningRate: number({
    label: 'Learning rate',
    hint: 'How far one step goes.',
    min: 1e-6,
    max: 10,
    default: 1e-3,
    stops: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1],
  }),
  schedule: choice({
    label: 'Schedule',
    hint: 'How the learning rate changes over the run.',
    options: ['constant', 'step', 'cosine'],
    default: 'constant',
    optionLabels: {
      constant: 'Constant',
      step: 'Step: ÷ 10 at ½ and ¾',
      cosine: 'Cosine to 0',
    },
  }),
  warmupSteps: int({
    label: 'Warm-up steps',
    hint: 'The learning rate rises from 0 over this many steps.',
    min: 0,
    max: 10_000,
    default: 0,
    stops: [0, 50, 100, 200, 500, 1000, 2000],
  }),
  weightDecay: number({
    label: 'Weight decay',
    hint: "AdamW's decoupled decay; the other optimizers ignore it.",
    min: 0,
    max: 1,
    default: 0.004,
    stops: [0, 1e-4, 1e-3, 0.004, 0.01, 0.03, 0.1],
  }),
  batchSize: int({
    label: 'Batch size',
    hint: 'Images for one step.',
    min: 1,
    max: 1024,
    default: 64,
    stops: [1, 8, 16, 32, 64, 128, 256, 512, 1024],
  }),
  epochs: int({
    label: 'Epochs',
    hint: 'Passes over the training images.',
    min: 1,
    max: 200,
    default: 3,
    stops: [1, 2, 3, 5, 8, 10, 15, 20, 30, 50, 100],
  }),
  trainingImages: int({
    label: 'Training images',
    hint: 'The first n of the 55,000: fewer shows overfitting.',
    min: 10,
    max: 55_000,
    default: 55_000,
    stops: [10, 100, 500, 1000, 2000, 5000, 10_000, 20_000, 55_000],
  }),
  labelNoise: number({
    label: 'Label noise',
    hint: 'This share of the training labels is replaced by another digit at random: it can only be memorised.',
    min: 0,
    max: 1,
    default: 0,
    stops: [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8],
  }),
  patience: int({
    label: 'Early stopping',
    hint: 'Stops after this many epochs without a better validation loss, and takes the best weights. 0 is off.',
    min: 0,
    max: 50,
    default: 0,
    stops: [0, 1, 2, 3, 5, 10],
  }),
  pixelRange: choice({
    label: 'Pixels',
    hint: 'The range that grey levels 0–255 are scaled to.',
    options: ['0..1', '-1..1'],
    default: '0..1',
    optionLabels: { '0..1': '0 to 1', '-1..1': '−1 to 1' },
  }),
  seed: int({
    label: 'Seed',
    hint: 'Starts every random choice: same seed, same run.',
    min: 0,
    max: 2_147_483_647,
    default: 1,
    stops: [1, 2, 3, 4, 5],
  }),
  ...augmentationFields,
} as const;

export type TrainingSetup = ParamsOf<typeof trainingFields>;

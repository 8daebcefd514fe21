import type { DistillationParams } from '../../core/distillation.ts';
import type { TrainingSetup } from '../../core/training-setup.ts';
import { kerasOptimizer } from '../keras/optimizer.ts';
import { callOf, indented, pythonOf, quickly, readable } from './python.ts';

/** A network by its variable, and how it learns. */
export interface Lesson {
  readonly variable: string;
  readonly setup: TrainingSetup;
  /** How it learns from `teacher`'s logits; null where it has none. */
  readonly distillation: DistillationParams | null;
}

/** Compiles and fits. Needs `pixels` and the images of the data section. */
export function trainingCode({ variable, setup, distillation }: Lesson): string {
  const { batchSize, patience, trainingImages } = setup;
  const answers = distillation === null ? 'y' : 'lessons';
  const stopping = callOf('keras.callbacks.EarlyStopping', {
    monitor: '"val_loss"',
    patience: String(patience),
    restore_best_weights: 'True',
  });
  return [
    `count = ${Math.min(500, trainingImages)} if QUICK else ${readable(trainingImages)}`,
    'train_x, train_y = train_images[:count], train_labels[:count]',
    ...labelNoiseCode(setup),
    'val_x, val_y = train_images[VALIDATION], train_labels[VALIDATION]',
    `batch_size, epochs = ${batchSize}, ${quickly(setup.epochs)}`,
    ...scheduleCode(setup),
    `optimizer = ${optimizerCall(setup)}`,
    ...decayCode(setup),
    ...(distillation === null ? [] : [lessonsCode(distillation)]),
    `${variable}.compile(`,
    indented(
      distillation === null
        ? 'optimizer,\nkeras.losses.SparseCategoricalCrossentropy(from_logits=True),\nmetrics=["accuracy"],'
        : 'optimizer,\ndistillation_loss,\nmetrics=[accuracy],',
    ),
    ')',
    ...datasetCode(setup, `train_${answers}`),
    `${variable}.fit(`,
    indented(
      [
        isChanged(setup)
          ? 'augmented,'
          : `pixels(train_x),\ntrain_${answers},\nbatch_size=batch_size,`,
        'epochs=epochs,',
        `validation_data=(pixels(val_x), val_${answers}),`,
        ...(patience > 0 ? [`callbacks=[${stopping}],`] : []),
        'verbose=2,',
      ].join('\n'),
    ),
    ')',
  ].join('\n');
}

/** AdamW's decay shrinks kernels alone. */
export const decayCode = ({ optimizer }: TrainingSetup): readonly string[] =>
  optimizer === 'adamw'
    ? ['optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta", "embeddings"])']
    : [];

/** The optimizer with a fixed rate or with `Schedule`. */
export function optimizerCall(setup: TrainingSetup): string {
  const { className, config } = kerasOptimizer(setup);
  const kept = Object.entries(config).filter(
    ([key, value]) => value !== 0 && value !== false && !isKerasDefault(key, value),
  );
  const settings = kept.map(([key, value]) => [key, pythonOf(value)] as const);
  return callOf(`keras.optimizers.${className}`, {
    ...Object.fromEntries(settings),
    ...(hasSchedule(setup) && { learning_rate: 'Schedule()' }),
  });
}

/** What Keras' optimizers have by themselves. */
const isKerasDefault = (key: string, value: unknown): boolean =>
  (key === 'beta_1' && value === 0.9) ||
  (key === 'beta_2' && value === 0.999) ||
  (key === 'rho' && value === 0.9) ||
  (key === 'epsilon' && value === 1e-7);

const hasSchedule = ({ schedule, warmupSteps }: TrainingSetup): boolean =>
  schedule !== 'constant' || warmupSteps > 0;

/** The learning rate of each step, counted over the whole run. */
function scheduleCode(setup: TrainingSetup): readonly string[] {
  if (!hasSchedule(setup)) return [];
  const { learningRate, warmupSteps, schedule } = setup;
  const factors = {
    constant: ['factor = 1.0'],
    step: [
      'factor = tf.where(2 * step >= total_steps, 0.1, 1.0)',
      'factor = tf.where(4 * step >= 3 * total_steps, 0.01, factor)',
    ],
    cosine: [
      `part = tf.maximum(step - ${warmupSteps}, 0.0) / max(1, total_steps - ${warmupSteps})`,
      'factor = (1 + tf.cos(np.pi * tf.minimum(part, 1.0))) / 2',
    ],
  }[schedule];
  const body = [
    'step = tf.cast(step, tf.float32)',
    ...factors,
    ...(warmupSteps > 0 ? [`factor *= tf.minimum((step + 1) / ${warmupSteps}, 1.0)`] : []),
    `return ${learningRate} * factor`,
  ];
  return [
    'total_steps = epochs * int(np.ceil(len(train_x) / batch_size))',
    '\n',
    'class Schedule(keras.optimizers.schedules.LearningRateSchedule):',
    indented(`def __call__(self, step):\n${indented(body.join('\n'))}`),
    '',
    indented(`def get_config(self):\n${indented('return {}')}`),
    '\n',
  ];
}

/** The teacher is asked once; labels and its logits then stand side by side. */
function lessonsCode({ loss, temperature, alpha }: DistillationParams): string {
  const soft =
    loss === 'mse'
      ? ['soft = tf.reduce_mean(tf.square(logits - taught), axis=-1)']
      : [
          `target = tf.nn.softmax(taught / ${temperature})`,
          `ratio = tf.nn.log_softmax(taught / ${temperature}) - tf.nn.log_softmax(logits / ${temperature})`,
          `soft = ${temperature}**2 * tf.reduce_sum(target * ratio, axis=-1)  # T² KL(teacher ‖ student)`,
        ];
  const body = [
    'labels, taught = tf.cast(y[:, 0], tf.int32), y[:, 1:]',
    'hard = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)',
    ...soft,
    `return ${alpha} * hard + (1 - ${alpha}) * soft`,
  ];
  return [
    '\n',
    `def distillation_loss(y, logits):\n${indented(body.join('\n'))}`,
    '\n',
    'def accuracy(y, logits):',
    indented('return keras.metrics.sparse_categorical_accuracy(y[:, 0], logits)'),
    '\n',
    'def lessons(images, labels):',
    indented('answers = teacher.predict(pixels(images), batch_size=500, verbose=0)'),
    indented('return np.concatenate([labels[:, None].astype("float32"), answers], axis=1)'),
    '\n',
    'train_lessons, val_lessons = lessons(train_x, train_y), lessons(val_x, val_y)',
  ].join('\n');
}

/** Whether the images are changed at random in a way that Keras has. */
export const isChanged = (setup: TrainingSetup): boolean => augmentationLayers(setup).length > 0;

/** Random changes of the images, as Keras' layers come nearest to ours. */
function augmentationLayers({ shiftPixels, rotateDegrees, zoomPercent }: TrainingSetup) {
  const black = 'fill_mode="constant"';
  return [
    ...(shiftPixels > 0
      ? [`layers.RandomTranslation(${shiftPixels} / 28, ${shiftPixels} / 28, ${black}),`]
      : []),
    ...(rotateDegrees > 0 ? [`layers.RandomRotation(${rotateDegrees} / 360, ${black}),`] : []),
    ...(zoomPercent > 0 ? [`layers.RandomZoom(${zoomPercent} / 100, ${black}),`] : []),
  ];
}

/** A share of the training labels, each replaced by one of the nine others. */
const labelNoiseCode = ({ labelNoise, seed }: TrainingSetup): readonly string[] =>
  labelNoise === 0
    ? []
    : [
        `chance = np.random.default_rng(${seed})`,
        `is_wrong = chance.random(count) < ${labelNoise}`,
        'others = (train_y + chance.integers(1, 10, count)) % 10',
        'train_y = np.where(is_wrong, others, train_y).astype(train_y.dtype)',
      ];

/** The images that training reads, where they are changed at random. */
function datasetCode(setup: TrainingSetup, answers: string): readonly string[] {
  const { elasticAlpha, cutoutSize } = setup;
  const missing = [
    ...(elasticAlpha > 0 ? [`elastic distortion of ${elasticAlpha} pixels`] : []),
    ...(cutoutSize > 0 ? [`cutout of ${cutoutSize} pixels`] : []),
  ];
  const notes =
    missing.length > 0 ? [`# Left out, since Keras has no like of it: ${missing.join(', ')}.`] : [];
  const changes = augmentationLayers(setup);
  if (changes.length === 0) return notes;
  return [
    ...notes,
    `augment = keras.Sequential([\n${indented(changes.join('\n'))}\n])`,
    changedImagesCode(answers),
  ];
}

/** The dataset that changes the images, with what training is to answer. */
export function changedImagesCode(answers: string): string {
  const steps = [
    `tf.data.Dataset.from_tensor_slices((train_x.astype("float32"), ${answers}))`,
    '.shuffle(len(train_x))',
    '.batch(batch_size)',
    '.map(lambda x, y: (pixels(augment(x, training=True)), y))',
  ];
  return `augmented = (\n${indented(steps.join('\n'))}\n)`;
}

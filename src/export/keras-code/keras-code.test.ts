import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workingArchitecture } from '../../core/arbitraries.ts';
import { distillationFields } from '../../core/distillation.ts';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import type { Architecture, Recipe } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { createStep } from '../../core/techniques/index.ts';
import { type TrainingSetup, trainingFields } from '../../core/training-setup.ts';
import { writeNotebook, writeScript } from './write.ts';

const architecture: Architecture = [
  createLayer('conv2d', 'a', { filters: 4, strides: 4, padding: 'same', l2: 0.001 }),
  createLayer('conv2d', 'b', { filters: 4, padding: 'same', initializer: 'he_normal' }),
  createLayer('add', 'c', { span: 1 }),
  createLayer('flatten', 'd'),
  createLayer('dense', 'e', { units: 10 }),
];
const recipeOf = (setup: Partial<TrainingSetup> = {}, rest: Partial<Recipe> = {}): Recipe => ({
  architecture,
  setup: { ...defaultsOf(trainingFields), ...setup },
  ...rest,
});

test('the network is written as Keras people write it', () => {
  const script = writeScript(recipeOf(), 'Small');
  const lines = script.slice(script.indexOf('def build_model'), script.indexOf('# %% Training'));
  expect(lines.trim().split('\n')).toEqual([
    'def build_model():',
    '    inputs = keras.Input((28, 28, 1))',
    '    conv2d = layers.Conv2D(filters=4, kernel_size=3, strides=4, padding="same", kernel_regularizer=keras.regularizers.L2(0.001))(inputs)',
    '    x = layers.Conv2D(filters=4, kernel_size=3, padding="same", kernel_initializer=keras.initializers.HeNormal())(conv2d)',
    '    x = layers.Add()([x, conv2d])',
    '    x = layers.Flatten()(x)',
    '    x = layers.Dense(units=10)(x)',
    '    network = keras.Model(inputs, x)  # logits: softmax is part of the loss',
    '    assert network.count_params() == 2_158',
    '    return network',
  ]);
});

test('any recipe is written without holes, and counts its parameters', () => {
  fc.assert(
    fc.property(workingArchitecture(8), (layers) => {
      fc.pre(summarize(layers).problem === null);
      const script = writeScript(recipeOf({}, { architecture: layers as readonly Layer[] }), 'x');
      expect(script).not.toMatch(/undefined|NaN|\[object|\bnull\b|\btrue\b|\bfalse\b/);
      const count = /count_params\(\) == ([\d_]+)/.exec(script)?.[1] ?? '';
      expect(Number(count.replaceAll('_', ''))).toBe(summarize(layers).parameters);
    }),
    { numRuns: 50 },
  );
});

test('setup, teacher and compression come along', () => {
  const script = writeScript(
    recipeOf(
      { optimizer: 'adamw', schedule: 'cosine', warmupSteps: 5, patience: 3, pixelRange: '-1..1' },
      {
        distillation: {
          params: { loss: 'kl', temperature: 4, alpha: 0.1 },
          teacher: recipeOf({ epochs: 7 }),
        },
        compression: [createStep('prune'), createStep('cluster'), createStep('quantize')],
      },
    ),
    'x',
  );
  for (const part of [
    'import tf_keras as keras',
    'grey / np.float32(127.5) - np.float32(1)',
    'teacher = build_teacher()',
    'batch_size, epochs = 64, 1 if QUICK else 7',
    'keras.optimizers.AdamW(learning_rate=Schedule(), weight_decay=0.004)',
    'factor *= tf.minimum((step + 1) / 5, 1.0)',
    'EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)',
    'return 0.1 * hard + (1 - 0.1) * soft',
    'final_sparsity=0.8',
    'number_of_clusters=16',
    'OpsSet.TFLITE_BUILTINS_INT8',
  ])
    expect(script).toContain(part);
});

test('without the toolkit a script needs TensorFlow alone', () => {
  const script = writeScript(recipeOf({}, { compression: [createStep('quantize')] }), 'x');
  expect(script).toContain('pip install tensorflow\n');
  expect(script).not.toContain('tfmot');
});

test('a name cannot end the text at the top of a script', () => {
  const [, head = ''] = writeScript(recipeOf(), 'a"""\nimport os\\').split('"""');
  expect(head).toContain("a'''");
});

test('a notebook holds the sections of the script as cells, each with an id of its own', () => {
  const script = writeScript(recipeOf(), 'Small');
  const { cells, nbformat } = JSON.parse(writeNotebook(recipeOf(), 'Small'));
  const code = cells.filter(({ cell_type }: { cell_type: string }) => cell_type === 'code');
  for (const { source } of code) expect(script).toContain(source.join(''));
  expect(code.length).toBe((script.match(/^# %% /gm) ?? []).length);
  expect(new Set(cells.map(({ id }: { id: string }) => id)).size).toBe(cells.length);
  expect(nbformat).toBe(4);
});

test('wrong labels are drawn for training alone', () => {
  const script = writeScript(recipeOf({ labelNoise: 0.2 }), 'Noisy');
  expect(script).toContain('is_wrong = chance.random(count) < 0.2');
  expect(writeScript(recipeOf(), 'Clean')).not.toContain('is_wrong');
});

const prune = createStep('prune', { endStep: 4000 });
const compressed = (...compression: NonNullable<Recipe['compression']>) =>
  writeScript(recipeOf({}, { compression }), 'Compressed');

test('what a pruning has set to zero stays so in every later step that trains', () => {
  for (const later of [createStep('fineTune'), createStep('quantize', { epochs: 1 }), prune]) {
    const script = compressed(prune, later, createStep('fineTune'));
    expect(script.match(/class HoldZeros/g)).toHaveLength(1);
    expect(script.match(/HoldZeros\(\)\]/g)).toHaveLength(2);
    expect(script.indexOf('class HoldZeros')).toBeLessThan(script.indexOf('HoldZeros()]'));
  }
  expect(compressed(prune, createStep('cluster'))).toContain('preserve_sparsity=True');
  for (const script of [
    compressed(prune),
    compressed(createStep('fineTune'), createStep('cluster')),
    compressed(prune, createStep('quantize')),
    compressed(prune, createStep('cluster', { keepZeros: false })),
  ])
    expect(script).not.toMatch(/HoldZeros|preserve_sparsity/);
});

test('a pruning ends with its training at the latest', () =>
  expect(compressed(prune)).toContain('end_step=max(1, min(4000, steps)),'));

test('kernels that the toolkit does not prune are named', () => {
  const layers = [
    createLayer('reshape', 'a'),
    createLayer('lstm', 'b'),
    createLayer('dense', 'c', { units: 10 }),
  ];
  const script = (epochs: number) =>
    writeScript(
      recipeOf({}, { architecture: layers, compression: [createStep('prune', { epochs })] }),
      'x',
    );
  expect(script(1)).toContain('# Left out: zeros in LSTM layers');
  expect(script(0)).not.toContain('Left out');
});

test('fine-tuning changes the images as the training did, and answers with labels alone', () => {
  const teacher = { params: defaultsOf(distillationFields), teacher: recipeOf() };
  const compression = [createStep('fineTune', { epochs: 2 })];
  const tuning = (rest: Partial<Recipe>) =>
    writeScript(recipeOf({ shiftPixels: 2 }, { compression, ...rest }), 'x').split(
      'Compression:',
    )[1];
  expect(tuning({})).toMatch(/model\.fit\(\n {4}augmented,/);
  expect(tuning({ distillation: teacher })).toMatch(/augmented = \([^=]*, train_y\)\)/);
});

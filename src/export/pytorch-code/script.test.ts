import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySetup, anyStep, workingArchitecture } from '../../core/arbitraries.ts';
import { distillationFields } from '../../core/distillation.ts';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import type { Recipe } from '../../core/recipe.ts';
import { createStep } from '../../core/techniques/index.ts';
import { type TrainingSetup, trainingFields } from '../../core/training-setup.ts';
import { pytorchProblem } from './formats.ts';
import { writeNotebook } from './notebook.ts';
import { writeScript } from './script.ts';

const architecture: readonly Layer[] = [
  createLayer('conv2d', 'l1', { filters: 2, strides: 7, activation: 'relu' }),
  createLayer('flatten', 'l2'),
  createLayer('dense', 'l3', { units: 10 }),
];
const recipeOf = (setup: Partial<TrainingSetup> = {}, more: Partial<Recipe> = {}): Recipe => ({
  architecture,
  setup: { ...defaultsOf(trainingFields), ...setup },
  ...more,
});
const scriptOf = (setup?: Partial<TrainingSetup>, more?: Partial<Recipe>): string =>
  writeScript(recipeOf(setup, more), 'Small one', 'script');

const plain = scriptOf();

const workingPlain = fc.record({ architecture: workingArchitecture(4), setup: anySetup });
const workingRecipe: fc.Arbitrary<Recipe> = fc
  .record({
    own: workingPlain,
    teacher: fc.option(workingPlain),
    compression: fc.array(
      anyStep.filter(({ kind }) => kind !== 'removeFilters'),
      { maxLength: 3 },
    ),
  })
  .map(({ own, teacher, compression }) => {
    // What a program asks of a teacher.
    const { pixelRange, labelNoise, seed } = own.setup;
    const params = defaultsOf(distillationFields);
    return {
      ...{ ...own, compression },
      ...(teacher && {
        distillation: {
          params,
          teacher: { ...teacher, setup: { ...teacher.setup, pixelRange, labelNoise, seed } },
        },
      }),
    };
  });

describe('a program', () => {
  test('has the network, first weights as Keras draws them, and its count', () => {
    expect(plain).toContain(`class Network(nn.Module):
    """From images of 1×28×28 to ten logits: 350 parameters, softmax is part of the loss."""

    def __init__(self):
        super().__init__()
        self.conv2d = nn.Conv2d(1, 2, 3, stride=7)
        self.dense = nn.Linear(32, 10)
        self.initialize()

    def initialize(self):
        """Draws first weights as Keras does: PyTorch has other habits."""
        for layer in (self.conv2d, self.dense):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x):
        x = F.relu(self.conv2d(x))  # 2×4×4
        x = x.permute(0, 2, 3, 1).flatten(1)  # 32
        x = self.dense(x)  # 10
        return x
`);
    expect(plain).toContain('assert count_parameters(model) == 350');
  });

  test('trains in the plainest way that its recipe allows', () => {
    expect(plain).toContain(`def train(model, optimizer, train_set, validation_set, epochs):
    """Trains: all images once an epoch, in a new order."""
    for epoch in range(1, epochs + 1):
        model.train()
        for rows in torch.randperm(len(train_set)).split(BATCH_SIZE):
            images, labels = train_set[rows]
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        loss, accuracy = evaluate(model, validation_set)
`);
    for (const word of ['schedule', 'patience', 'teacher', 'augment', 'prune', 'dist.', 'math'])
      expect(plain).not.toContain(word);
  });

  test.each([
    [{ optimizer: 'momentum' }, 'SGD(model.parameters(), lr=LEARNING_RATE, momentum=0.9)'],
    [{ optimizer: 'adamw' }, 'optimizer = adamw(model, LEARNING_RATE, 0.004)'],
    [{ schedule: 'cosine' }, 'return (1 + math.cos(math.pi * part)) / 2'],
    [{ schedule: 'step' }, '(1 if part < 0.5 else 0.1 if part < 0.75 else 0.01)'],
    [{ warmupSteps: 50 }, 'return min(1, (step + 1) / 50)'],
    [{ patience: 3 }, 'if waited == 3:\n            break\n    model.load_state_dict(best)'],
    [{ pixelRange: '-1..1' }, 'return (grey / 127.5 - 1).to(DEVICE)'],
    [{ rotateDegrees: 10 }, 'images = augment(images)'],
    [{ cutoutSize: 6 }, 'images.masked_fill(is_cut.to(images.device), 0)'],
  ] as const)('does what the setup says: %j', (setup, line) => {
    expect(scriptOf(setup)).toContain(line);
    expect(plain).not.toContain(line);
  });

  test('draws, regularises and freezes as its layers say', () => {
    const layers: readonly Layer[] = [
      createLayer('conv2d', 'l0', { filters: 2, strides: 7 }),
      createLayer('depthwiseConv2d', 'l1', { depthMultiplier: 2, l2: 0.01 }),
      createLayer('batchNormalization', 'l2', { frozen: true }),
      createLayer('flatten', 'l3'),
      createLayer('dense', 'l4', { units: 10, initializer: 'he_normal' }),
    ];
    const text = scriptOf({}, { architecture: layers });
    expect(text).toContain('uniform_(self.depthwise_conv2d.weight, 2 / (18 + 18))');
    expect(text).toContain('normal_(self.dense.weight, 2 / 16)');
    expect(text).toContain('for weight in [model.depthwise_conv2d.weight]:');
    expect(text).toContain('total = total + 0.01 * weight.square().sum()');
    expect(text).toContain('        self.batch_normalization.eval()');
    expect(text).toContain('uncounted = ("num_batches_tracked",)');
  });

  test.each([
    [createStep('prune', { sparsity: 0.9 }), 'hold_smallest(weights, 0.9 * (1 - left**3))'],
    [createStep('prune', { schedule: 'one-shot' }), 'hold_smallest(weights, 0.8)'],
    [createStep('prune', { weights: 'rewound' }), 'copy.deepcopy(first)'],
    [createStep('prune'), 'return [(model.conv2d, "weight")]'],
    [createStep('quantize', { format: 'dynamic' }), 'quantize_dynamic(model.cpu(), layers'],
    [createStep('quantize', { format: 'float16' }), 'return weight.half().float()'],
    [createStep('quantize', { format: 'weights', bits: '4' }), '(rows.amax(dim=1) / 7)'],
    [createStep('cluster', { clusters: 8 }), 'torch.linspace(low, high, 8'],
  ])('compresses by the recipe: $kind %#', (step, line) => {
    const text = scriptOf({}, { compression: [step] });
    expect(text).toContain(line);
    expect(plain).not.toContain(line);
  });

  test('draws wrong labels for training alone', () => {
    expect(scriptOf({ labelNoise: 0.2 })).toContain(
      'is_wrong = torch.rand(training_images, generator=chance) < 0.2',
    );
    expect(plain).not.toContain('is_wrong');
  });

  test('prunes from scratch without training first', () => {
    const compression = [createStep('prune', { weights: 'fresh' })];
    const text = scriptOf({}, { compression });
    expect(text).not.toContain('EPOCHS');
    expect(text).toContain('    model = Network().to(DEVICE)\n    weights = prunable(model)');
  });

  test('trains the teacher by its own recipe, then the student', () => {
    const teacher = recipeOf({ epochs: 7, batchSize: 32, trainingImages: 100 });
    const params = { ...defaultsOf(distillationFields), temperature: 5 };
    const text = scriptOf({}, { distillation: { params, teacher } });
    expect(text).toContain('TEMPERATURE = 5\nALPHA = 0.1');
    expect(text).toContain('teacher_set = TensorDataset(*train_set[:100])');
    expect(text).toContain('teacher_set, validation_set, epochs=7, batch_size=32)');
    expect(text).toContain('epochs=EPOCHS, teacher=teacher)');
  });

  test('shares batches between processes, speaks once', () => {
    const text = writeScript(recipeOf({ patience: 2 }), 'x', 'distributed');
    expect(text).toContain('rows = rows[: len(rows) // WORLD * WORLD][RANK::WORLD]');
    expect(text).toContain('loss = from_first_process(loss)');
    expect(text.match(/\bprint\(/g)).toHaveLength(1);
  });

  test('is refused in words where filters go', () => {
    const compression = [createStep('removeFilters')];
    expect(pytorchProblem(recipeOf({}, { compression }))).toContain('take filters out');
  });

  test('is refused in words where its teacher was trained on other labels', () => {
    const params = defaultsOf(distillationFields);
    const problemOf = (own: Partial<TrainingSetup>, its: Partial<TrainingSetup>) =>
      pytorchProblem(recipeOf(own, { distillation: { params, teacher: recipeOf(its) } }));
    expect(problemOf({ labelNoise: 0.4 }, {})).toContain('label noise');
    expect(problemOf({}, { labelNoise: 0.4 })).toContain('label noise');
    expect(problemOf({ labelNoise: 0.4, seed: 2 }, { labelNoise: 0.4 })).toContain('label noise');
    expect(problemOf({ labelNoise: 0.4 }, { labelNoise: 0.4 })).toBeNull();
    expect(problemOf({ seed: 2 }, {})).toBeNull();
  });

  test('has no line too long for a screen, and no hole, whatever the recipe', () => {
    fc.assert(
      fc.property(workingRecipe, fc.constantFrom('script', 'distributed'), (recipe, kind) => {
        expect(pytorchProblem(recipe)).toBeNull();
        const text = writeScript(recipe, 'x', kind as 'script');
        expect(text).not.toMatch(/undefined|NaN|\bnull\b|\[object/);
        // Nobody types so many digits.
        const lines = text.replaceAll(/\.\d{7,}/g, '.1').split('\n');
        expect(lines.filter((line) => line.length > 110)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

test('a notebook is nbformat 4 with a cell for each part', () => {
  const notebook = JSON.parse(writeNotebook(recipeOf(), 'Small "one"'));
  expect(notebook.nbformat).toBe(4);
  const ids = notebook.cells.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const sources = notebook.cells.map(({ source }: { source: readonly string[] }) =>
    source.join(''),
  );
  expect(sources[0]).toContain('# Small  one');
  expect(sources).toContainEqual(expect.stringContaining('class Network(nn.Module):'));
  expect(sources.join('\n')).not.toContain('argparse');
});

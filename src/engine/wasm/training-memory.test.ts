import { expect, test } from 'vitest';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import { trainingMemory } from '../../core/memory.ts';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import { bytesPerFloat, summarize } from '../../core/summary.ts';
import { planNetwork } from './layout.ts';
import type { Rows } from './program.ts';

const training = { optimizer: 'sgd', weightDecay: 0, batchSize: 1, seed: 1 } as const;

/** Floats of one image that the plan's forward pass has room for, the image's own apart. */
function plannedFloats(architecture: Architecture): number {
  const { training: program } = planNetwork({ architecture, pixelRange: '0..1', training });
  const steps = program?.segments.flatMap((segment) => segment.steps) ?? [];
  const last = steps.findIndex(({ uses }) => uses.some((rows) => rows === program?.logits));
  const all = new Set<Rows>(steps.slice(0, last + 1).flatMap(({ uses }) => uses));
  return [...all].reduce((sum, { floats }) => sum + floats, -sizeOf(mnistShape));
}

const countedFloats = (architecture: Architecture): number =>
  trainingMemory(summarize(architecture), training).activationBytes / bytesPerFloat;

const recurrent = (['simpleRnn', 'lstm', 'gru'] as const).flatMap((kind) =>
  [false, true].flatMap((bidirectional) =>
    [false, true].map((returnSequences) =>
      createLayer(kind, 'l2', { units: 5, bidirectional, returnSequences }),
    ),
  ),
);

test.each<Layer>([...recurrent, createLayer('multiHeadAttention', 'l2', { heads: 3, keyDim: 5 })])(
  'training memory is what the engine plans for $kind $params',
  (layer) => {
    const architecture = [
      createLayer('reshape', 'l1'),
      layer,
      ...('returnSequences' in layer.params && !layer.params.returnSequences
        ? []
        : [createLayer('flatten', 'l3')]),
      createLayer('dense', 'l4', { units: 10 }),
    ];
    expect(countedFloats(architecture)).toBe(plannedFloats(architecture));
  },
);

test.each<Layer>([
  ...(['relu', 'gelu'] as const).flatMap((activation) => [
    createLayer('conv2d', 'l2', { activation }),
    createLayer('depthwiseConv2d', 'l2', { activation }),
    createLayer('separableConv2d', 'l2', { activation }),
    createLayer('patchEmbedding', 'l2', { activation }),
  ]),
  createLayer('layerNormalization', 'l2'),
  createLayer('activation', 'l2', { activation: 'gelu' }),
])('and for $kind $params.activation', (layer) => {
  const architecture = [
    createLayer('conv2d', 'l1', { filters: 3 }),
    layer,
    createLayer('flatten', 'l3'),
    createLayer('dense', 'l4', { units: 10 }),
  ];
  expect(countedFloats(architecture)).toBe(plannedFloats(architecture));
});

test('and for a whole Vision Transformer', () => {
  const architecture = presets.find(({ id }) => id === 'vit-tiny')?.architecture ?? [];
  expect(countedFloats(architecture)).toBe(plannedFloats(architecture));
});

import { describe, expect, test } from 'vitest';
import { augmentationFields } from '../core/augmentation.ts';
import { distillationFields } from '../core/distillation.ts';
import { accepts, choice, defaultsOf, type Fields } from '../core/fields.ts';
import { createLayer, definitionOf, type Layer, layerKinds } from '../core/layers/index.ts';
import { presets } from '../core/presets.ts';
import type { Recipe } from '../core/recipe.ts';
import { techniqueKinds, techniqueOf } from '../core/techniques/index.ts';
import { trainingFields } from '../core/training-setup.ts';
import { decodeLink } from './decode.ts';
import { encodeLink } from './encode.ts';
import { distillationV1, type FrozenFields, layersV1, setupV1, stepsV1 } from './v1.ts';

const reference: Recipe = {
  architecture: presets[0]?.architecture ?? [],
  setup: defaultsOf(trainingFields),
};

const everyLayer: readonly Layer[] = [
  createLayer('conv2d', 'l1', {
    filters: 7,
    kernelSize: 5,
    strides: 2,
    padding: 'same',
    activation: 'relu',
    useBias: false,
    l2: 1e-5,
    initializer: 'he_normal',
    frozen: true,
  }),
  createLayer('depthwiseConv2d', 'l2', { depthMultiplier: 2 }),
  createLayer('separableConv2d', 'l3', { filters: 8, activation: 'leaky_relu' }),
  createLayer('maxPooling2d', 'l4', { poolSize: 3, strides: 1 }),
  createLayer('averagePooling2d', 'l5', { padding: 'same' }),
  createLayer('batchNormalization', 'l6', { frozen: true }),
  createLayer('activation', 'l7', { activation: 'gelu' }),
  createLayer('globalAveragePooling2d', 'l8'),
  createLayer('flatten', 'l9'),
  createLayer('dropout', 'l10', { rate: 0.5 }),
  createLayer('dense', 'l11', { units: 10, activation: 'sigmoid', initializer: 'lecun_normal' }),
];

const transformer: Recipe = {
  architecture: [
    createLayer('patchEmbedding', 'l1', { patchSize: 4, units: 16, activation: 'gelu' }),
    createLayer('positionEmbedding', 'l2', { initializer: 'he_uniform', frozen: true }),
    createLayer('layerNormalization', 'l3', { frozen: true }),
    createLayer('multiHeadAttention', 'l4', { heads: 2, keyDim: 5, useBias: false, l2: 0.1 }),
    createLayer('multiHeadAttention', 'l5', { initializer: 'glorot_normal', frozen: true }),
    createLayer('layerNormalization', 'l6'),
  ],
  setup: defaultsOf(trainingFields),
};

const everySetting: Recipe = {
  architecture: everyLayer,
  setup: {
    optimizer: 'momentum',
    learningRate: 0.05,
    schedule: 'cosine',
    warmupSteps: 100,
    weightDecay: 0,
    batchSize: 32,
    epochs: 12,
    trainingImages: 1000,
    labelNoise: 0,
    patience: 2,
    pixelRange: '-1..1',
    seed: 2_147_483_647,
    ...defaultsOf(augmentationFields),
  },
};

const lessUsual: Recipe = {
  architecture: [
    createLayer('conv2d', 'l1', { groups: 1, dilation: 2, padding: 'same' }),
    createLayer('conv2d', 'l2', { groups: 4 }),
    createLayer('depthwiseConv2d', 'l3', { dilation: 3 }),
    createLayer('separableConv2d', 'l4', { dilation: 2 }),
    createLayer('gaussianNoise', 'l5', { stddev: 0.2 }),
    createLayer('spatialDropout2d', 'l6', { rate: 0.5 }),
  ],
  setup: {
    ...reference.setup,
    ...{ shiftPixels: 2, rotateDegrees: 12.5, zoomPercent: 10, elasticAlpha: 1.5, cutoutSize: 8 },
  },
};

const sequence: Recipe = {
  architecture: [
    createLayer('reshape', 'l1'),
    createLayer('lstm', 'l2', { units: 32, returnSequences: true, bidirectional: true }),
    createLayer('gru', 'l3', { useBias: false, l2: 1e-4, initializer: 'he_uniform' }),
    createLayer('simpleRnn', 'l4', { units: 1, frozen: true }),
    createLayer('globalAveragePooling1d', 'l5'),
  ],
  setup: reference.setup,
};

/** Links that people have: never change them. */
const goldenLinks = {
  reference: 'v1.s-cF32A1-m-cF64A1-m-f-dA1-dU10.v674z',
  sequence: 'v1.s-r-lU32SD-uBL0p0001I2-nU1Z-p.ofy5a',
  everySetting:
    'v1.sO1L0p05S2W100D0B32E12N1000P2X1R2147483647T2-cF7K5S2P1A1BL0p00001I3Z-wM2-xF8A2-mK3S1-vP1-bZ-aA4-g-f-oR0p5-dU10A5I4.nq7ol',
  transformer: 'v1.s-tK4U16A4-eI2Z-yZ-hH2K5BL0p1-hI1Z-y.s3o6g',
  lessUsual: 'v1.sJ2Q12p5Z10Y1p5K8-cP1D2-cG4-wD3-xD2-kD0p2-qR0p5.s51eu',
};

const residual: Recipe = {
  ...reference,
  architecture: [
    createLayer('add', 'l1'),
    createLayer('add', 'l2', {
      span: 5,
      shortcut: 'projection',
      l2: 1e-4,
      initializer: 'he_normal',
      frozen: true,
    }),
  ],
};

test('a residual connection in a link means the same for ever', () => {
  const link = 'v1.s-j-jN5P1L0p0001I3Z.peemm';
  expect(encodeLink({ recipe: residual })).toBe(link);
  expect(decodeLink(link)).toEqual({ ok: true, state: { recipe: residual } });
});

test('a fire module in a link means the same for ever', () => {
  const squeezed = { squeezeFilters: 3, expandFilters: 6, activation: 'elu' } as const;
  const kernels = { useBias: false, l2: 1e-4, initializer: 'he_normal', frozen: true } as const;
  const recipe: Recipe = {
    ...reference,
    architecture: [
      createLayer('fire', 'l1'),
      createLayer('fire', 'l2', squeezed),
      createLayer('fire', 'l3', { ...kernels, activation: 'linear' }),
    ],
  };
  const link = 'v1.s-i-iS3F6A3-iA0BL0p0001I3Z.qm3ub';
  expect(encodeLink({ recipe })).toBe(link);
  expect(decodeLink(link)).toEqual({ ok: true, state: { recipe } });
});

test('wrong labels in a link mean the same for ever', () => {
  const recipe: Recipe = { ...reference, setup: { ...reference.setup, labelNoise: 0.15 } };
  const link = 'v1.sA0p15-cF32A1-m-cF64A1-m-f-dA1-dU10.yi2cu';
  expect(encodeLink({ recipe })).toBe(link);
  expect(decodeLink(link)).toEqual({ ok: true, state: { recipe } });
});

test('a link of version 1 means the same for ever', () => {
  expect(encodeLink({ recipe: lessUsual })).toBe(goldenLinks.lessUsual);
  expect(decodeLink(goldenLinks.lessUsual)).toEqual({ ok: true, state: { recipe: lessUsual } });
  expect(encodeLink({ recipe: reference })).toBe(goldenLinks.reference);
  expect(decodeLink(goldenLinks.reference)).toEqual({ ok: true, state: { recipe: reference } });
  expect(encodeLink({ recipe: sequence })).toBe(goldenLinks.sequence);
  expect(decodeLink(goldenLinks.sequence)).toEqual({ ok: true, state: { recipe: sequence } });
  expect(encodeLink({ recipe: everySetting, runtime: 'tfjs' })).toBe(goldenLinks.everySetting);
  expect(decodeLink(goldenLinks.everySetting)).toEqual({
    ok: true,
    state: { recipe: everySetting, runtime: 'tfjs' },
  });
  expect(encodeLink({ recipe: transformer })).toBe(goldenLinks.transformer);
  expect(decodeLink(goldenLinks.transformer)).toEqual({ ok: true, state: { recipe: transformer } });
});

describe('the table of version 1', () => {
  const runtime = choice({ label: 'Runtime', options: ['', 'wasm', 'tfjs'], default: '' });
  const items: { fields: Fields; frozen: { letter: string; fields: FrozenFields } }[] = [
    ...layerKinds.map((kind) => ({ fields: definitionOf(kind).fields, frozen: layersV1[kind] })),
    { fields: { ...trainingFields, runtime }, frozen: setupV1 },
    { fields: distillationFields, frozen: distillationV1 },
    ...techniqueKinds.map((kind) => ({ fields: techniqueOf(kind).fields, frozen: stepsV1[kind] })),
  ];

  test('has every field, with its type and every option', () => {
    for (const { fields, frozen } of items) {
      expect(Object.keys(frozen.fields).sort()).toEqual(Object.keys(fields).sort());
      for (const [name, field] of Object.entries(fields)) {
        const known = frozen.fields[name];
        expect(typeof known?.default).toBe(typeof field.default);
        expect(new Set(known?.options)).toEqual(new Set('options' in field ? field.options : []));
        expect(accepts(field, known?.default)).toBe(true);
      }
    }
  });

  test('gives every layer and every field of a layer a letter of its own', () => {
    const unique = (letters: string[]) => expect(new Set(letters).size).toBe(letters.length);
    unique(items.map(({ frozen }) => frozen.letter));
    for (const { frozen } of items) {
      const letters = Object.values(frozen.fields).map(({ letter }) => letter);
      unique(letters);
      for (const letter of letters) expect(letter).toMatch(/^[A-Z]$/);
      expect(frozen.letter).toMatch(/^z?[a-z]$/);
    }
  });
});

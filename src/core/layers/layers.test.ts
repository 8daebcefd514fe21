import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workingArchitecture } from '../arbitraries.ts';
import { initialWeights, weightSpecs } from '../initialize.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { summarize } from '../summary.ts';
import { createLayer, definitionOf, type Layer } from './index.ts';

const specsOf = ({ kind, params }: Layer, input: Shape) =>
  definitionOf(kind).weights(params, input);
const count = (layer: Layer, input: Shape) =>
  specsOf(layer, input).reduce((sum, { shape }) => sum + sizeOf(shape), 0);

interface Counted {
  readonly layer: Layer;
  readonly input: Shape;
  readonly parameters: number;
}

interface Placed {
  readonly layer: Layer;
  readonly input: Shape;
  readonly output: Shape;
  readonly macs: number;
}

// Counts of Keras and TensorFlow.js.
test.each<[string, Counted]>([
  [
    'Dense 784→128',
    { layer: createLayer('dense', '', { units: 128 }), input: [784], parameters: 100_480 },
  ],
  [
    'Conv2D 3×3, 32→64',
    { layer: createLayer('conv2d', '', { filters: 64 }), input: [28, 28, 32], parameters: 18_496 },
  ],
  [
    'Conv2D without bias',
    {
      layer: createLayer('conv2d', '', { filters: 64, useBias: false }),
      input: [28, 28, 32],
      parameters: 18_432,
    },
  ],
  [
    'Conv2D 3×3, 32→64 in 4 groups',
    {
      layer: createLayer('conv2d', '', { filters: 64, groups: 4 }),
      input: [28, 28, 32],
      parameters: 4_672,
    },
  ],
  [
    'Conv2D 3×3, 32→64, dilated',
    {
      layer: createLayer('conv2d', '', { filters: 64, dilation: 2 }),
      input: [28, 28, 32],
      parameters: 18_496,
    },
  ],
  [
    'DepthwiseConv2D 3×3, 32 channels, multiplier 2',
    {
      layer: createLayer('depthwiseConv2d', '', { depthMultiplier: 2 }),
      input: [28, 28, 32],
      parameters: 640,
    },
  ],
  [
    'SeparableConv2D 3×3, 32→64',
    {
      layer: createLayer('separableConv2d', '', { filters: 64 }),
      input: [28, 28, 32],
      parameters: 2_400,
    },
  ],
  [
    'SeparableConv2D 3×3, 32→64, multiplier 2',
    {
      layer: createLayer('separableConv2d', '', { filters: 64, depthMultiplier: 2 }),
      input: [28, 28, 32],
      parameters: 4_736,
    },
  ],
  [
    'BatchNormalization, 64 channels',
    { layer: createLayer('batchNormalization', ''), input: [7, 7, 64], parameters: 256 },
  ],
  ['MaxPooling2D', { layer: createLayer('maxPooling2d', ''), input: [28, 28, 32], parameters: 0 }],
  ['Flatten', { layer: createLayer('flatten', ''), input: [28, 28, 32], parameters: 0 }],
  [
    'GaussianNoise',
    { layer: createLayer('gaussianNoise', ''), input: [28, 28, 32], parameters: 0 },
  ],
  [
    'SpatialDropout2D',
    { layer: createLayer('spatialDropout2d', ''), input: [28, 28, 32], parameters: 0 },
  ],
  ['Dropout', { layer: createLayer('dropout', ''), input: [64], parameters: 0 }],
])('%s has as many parameters as in Keras', (_name, { layer, input, parameters }) => {
  expect(count(layer, input)).toBe(parameters);
});

test.each<[string, Placed]>([
  [
    'Dense',
    { layer: createLayer('dense', '', { units: 64 }), input: [1600], output: [64], macs: 102_400 },
  ],
  [
    'Conv2D',
    {
      layer: createLayer('conv2d', '', { filters: 64 }),
      input: [13, 13, 32],
      output: [11, 11, 64],
      macs: 2_230_272,
    },
  ],
  [
    'Conv2D at stride 2, padding same',
    {
      layer: createLayer('conv2d', '', { filters: 8, strides: 2, padding: 'same' }),
      input: [7, 7, 3],
      output: [4, 4, 8],
      macs: 4 * 4 * 8 * 9 * 3,
    },
  ],
  [
    'Conv2D in 4 groups',
    {
      layer: createLayer('conv2d', '', { filters: 64, groups: 4 }),
      input: [13, 13, 32],
      output: [11, 11, 64],
      macs: 2_230_272 / 4,
    },
  ],
  [
    'Conv2D at dilation 3',
    {
      layer: createLayer('conv2d', '', { filters: 64, dilation: 3 }),
      input: [13, 13, 32],
      output: [7, 7, 64],
      macs: 7 * 7 * 64 * 9 * 32,
    },
  ],
  [
    'DepthwiseConv2D at dilation 2, padding same',
    {
      layer: createLayer('depthwiseConv2d', '', { dilation: 2, padding: 'same' }),
      input: [10, 10, 4],
      output: [10, 10, 4],
      macs: 10 * 10 * 4 * 9,
    },
  ],
  [
    'SeparableConv2D at dilation 2',
    {
      layer: createLayer('separableConv2d', '', { filters: 16, dilation: 2 }),
      input: [10, 10, 4],
      output: [6, 6, 16],
      macs: 6 * 6 * (4 * 9 + 4 * 16),
    },
  ],
  [
    'DepthwiseConv2D, multiplier 2',
    {
      layer: createLayer('depthwiseConv2d', '', { depthMultiplier: 2 }),
      input: [10, 10, 4],
      output: [8, 8, 8],
      macs: 8 * 8 * 8 * 9,
    },
  ],
  [
    'SeparableConv2D, multiplier 2',
    {
      layer: createLayer('separableConv2d', '', { filters: 16, depthMultiplier: 2 }),
      input: [10, 10, 4],
      output: [8, 8, 16],
      macs: 8 * 8 * (8 * 9 + 8 * 16),
    },
  ],
  [
    'MaxPooling2D',
    { layer: createLayer('maxPooling2d', ''), input: [11, 11, 64], output: [5, 5, 64], macs: 0 },
  ],
  [
    'AveragePooling2D, padding same',
    {
      layer: createLayer('averagePooling2d', '', { padding: 'same' }),
      input: [11, 11, 64],
      output: [6, 6, 64],
      macs: 0,
    },
  ],
  [
    'GlobalAveragePooling2D',
    { layer: createLayer('globalAveragePooling2d', ''), input: [5, 5, 64], output: [64], macs: 0 },
  ],
])('%s: output shape and MACs', (_name, { layer, input, output, macs }) => {
  const { kind, params } = layer;
  const definition = definitionOf(kind);
  expect(definition.outputShape(params, input)).toEqual({ ok: true, shape: output });
  expect(definition.macs(params, input, output)).toBe(macs);
});

test.each<[string, Layer, string]>([
  [
    'stride and dilation together, as Keras does',
    createLayer('conv2d', '', { strides: 2, dilation: 3 }),
    'Conv2D cannot have stride 2 and dilation 3 at once: set one of them to 1',
  ],
  [
    'groups that do not divide channels and filters',
    createLayer('conv2d', '', { filters: 18, groups: 4 }),
    "Conv2D's groups must divide its input channels (12) and its filters (18), and 4 does not: use 1, 2 or 3, or change the filters",
  ],
  [
    'a dilated window wider than the image',
    createLayer('depthwiseConv2d', '', { dilation: 4 }),
    'DepthwiseConv2D\'s 9×9 window does not fit into 8×8: use a smaller window, or padding "same"',
  ],
])('a convolution refuses %s', (_name, { kind, params }, message) => {
  expect(definitionOf(kind).outputShape(params, [8, 8, 12])).toMatchObject({
    ok: false,
    problem: { message },
  });
});

test('two of the four numbers that batch normalisation keeps for a channel are trained', () => {
  const trained = specsOf(createLayer('batchNormalization', ''), [7, 7, 64]).filter(
    ({ trainable }) => trainable,
  );
  expect(trained.map(({ name }) => name)).toEqual(['gamma', 'beta']);
});

test('a frozen layer has no trainable weight', () => {
  for (const kind of ['conv2d', 'depthwiseConv2d', 'separableConv2d', 'dense'] as const)
    expect(
      specsOf(createLayer(kind, '', { frozen: true }) as Layer, [8, 8, 4]).some(
        ({ trainable }) => trainable,
      ),
    ).toBe(false);
});

test('pruning may touch kernels, never biases, depthwise kernels or norms', () => {
  const prunable = (layer: Layer) =>
    specsOf(layer, [8, 8, 4]).flatMap(({ name, prunable }) => (prunable ? [name] : []));
  expect(prunable(createLayer('conv2d', ''))).toEqual(['kernel']);
  expect(prunable(createLayer('depthwiseConv2d', ''))).toEqual([]);
  expect(prunable(createLayer('separableConv2d', ''))).toEqual(['pointwise_kernel']);
  expect(prunable(createLayer('batchNormalization', ''))).toEqual([]);
});

test('what the summary counts is what is made and trained', () => {
  fc.assert(
    fc.property(workingArchitecture(5), (architecture) => {
      const { parameters, trainableParameters, problem } = summarize(architecture);
      fc.pre(problem === null && parameters < 50_000);
      const specs = weightSpecs(architecture).map(({ spec }) => spec);
      const sizes = initialWeights(architecture, 1).map(({ length }) => length);
      expect(sizes).toEqual(specs.map(({ shape }) => sizeOf(shape)));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(parameters);
      const trained = specs.filter(({ trainable }) => trainable);
      expect(trained.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(trainableParameters);
    }),
    { numRuns: 60 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workingArchitecture } from '../arbitraries.ts';
import { initialWeights, weightSpecs } from '../initialize.ts';
import { type Shape, sizeOf } from '../shape.ts';
import { summarize } from '../summary.ts';
import { createLayer, definitionOf, type Layer, layerKinds } from './index.ts';

const specsOf = ({ kind, params }: Layer, input: Shape) =>
  definitionOf(kind).weights(params, input);
test('two of the four numbers that batch normalisation keeps for a channel are trained', () => {
  const trained = specsOf(createLayer('batchNormalization', ''), [7, 7, 64]).filter(
    ({ trainable }) => trainable,
  );
  expect(trained.map(({ name }) => name)).toEqual(['gamma', 'beta']);
});

test('a frozen layer has no trainable weight', () => {
  for (const kind of layerKinds) {
    const frozen = createLayer(kind, '', { frozen: true }) as Layer; // one without the field has no weights
    expect(
      specsOf(frozen, [8, 8, 4]).some(({ trainable }) => trainable),
      kind,
    ).toBe(false);
  }
});

test("attention has Keras' weights in Keras' order", () => {
  const specs = specsOf(createLayer('multiHeadAttention', '', { heads: 2, keyDim: 3 }), [5, 12]);
  expect(specs.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['query/kernel', 12, 2, 3],
    ['query/bias', 2, 3],
    ['key/kernel', 12, 2, 3],
    ['key/bias', 2, 3],
    ['value/kernel', 12, 2, 3],
    ['value/bias', 2, 3],
    ['attention_output/kernel', 2, 3, 12],
    ['attention_output/bias', 12],
  ]);
});

test('a fire module has the weights of its three convolutions in order', () => {
  const specs = specsOf(createLayer('fire', '', { squeezeFilters: 3 }), [8, 8, 5]);
  expect(specs.map(({ name, shape }) => [name, ...shape])).toEqual([
    ['squeeze/kernel', 1, 1, 5, 3],
    ['squeeze/bias', 3],
    ['expand1x1/kernel', 1, 1, 3, 16],
    ['expand1x1/bias', 16],
    ['expand3x3/kernel', 3, 3, 3, 16],
    ['expand3x3/bias', 16],
  ]);
});

test('pruning may touch kernels, never biases, depthwise kernels or norms', () => {
  const prunable = (layer: Layer) =>
    specsOf(layer, [8, 8, 4]).flatMap(({ name, prunable }) => (prunable ? [name] : []));
  expect(prunable(createLayer('conv2d', ''))).toEqual(['kernel']);
  expect(prunable(createLayer('depthwiseConv2d', ''))).toEqual([]);
  expect(prunable(createLayer('separableConv2d', ''))).toEqual(['pointwise_kernel']);
  expect(prunable(createLayer('multiHeadAttention', ''))).toEqual([
    ...['query/kernel', 'key/kernel', 'value/kernel', 'attention_output/kernel'],
  ]);
  expect(prunable(createLayer('fire', ''))).toEqual([
    ...['squeeze/kernel', 'expand1x1/kernel', 'expand3x3/kernel'],
  ]);
  expect(prunable(createLayer('batchNormalization', ''))).toEqual([]);
  expect(prunable(createLayer('positionEmbedding', ''))).toEqual([]);
  expect(prunable(createLayer('lstm', ''))).toEqual(['kernel', 'recurrent_kernel']);
});

test('the weights of a recurrent layer are those of Keras, forward before backward', () => {
  const layer = createLayer('gru', '', { units: 4, bidirectional: true });
  expect(specsOf(layer, [7, 3]).map(({ name, shape }) => [name, ...shape])).toEqual([
    ['forward_kernel', 3, 12],
    ['forward_recurrent_kernel', 4, 12],
    ['forward_bias', 2, 12],
    ['backward_kernel', 3, 12],
    ['backward_recurrent_kernel', 4, 12],
    ['backward_bias', 2, 12],
  ]);
  const frozen = specsOf({ ...layer, params: { ...layer.params, frozen: true } }, [7, 3]);
  expect(frozen.some(({ trainable }) => trainable)).toBe(false);
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

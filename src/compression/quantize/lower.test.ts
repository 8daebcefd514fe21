import { expect, test } from 'vitest';
import { presets } from '../../core/presets.ts';
import type { Architecture } from '../../core/recipe.ts';
import { summarize } from '../../core/summary.ts';
import { freshState, layer, rowsFrom, runtime } from '../../engine/wasm/test-network.ts';
import type { FloatModel } from '../compression.ts';
import { foldNorm } from './fold.ts';
import { lowerToIntegerLayers } from './lower.ts';

test('a batch norm is folded by W·γ/√(σ² + ε) and β + (b − μ)·γ/√(σ² + ε)', () => {
  // γ = 2, β = 1, μ = 0.5, σ² + ε = 4: the factor is 1, and the bias 1 + (0.25 − 0.5) = 0.75.
  const norm = [2, 1, 0.5, 4 - 1e-3].map((value) => Float32Array.of(value));
  const folded = foldNorm(Float32Array.of(3, -1), Float32Array.of(0.25), norm);
  expect(folded.kernel[0]).toBeCloseTo(3, 6);
  expect(folded.kernel[1]).toBeCloseTo(-1, 6);
  expect(folded.bias[0]).toBeCloseTo(0.75, 6);
});

const kindsOf = (architecture: Architecture): string[] =>
  architecture.map(({ kind, params }) =>
    'activation' in params && params.activation !== 'linear'
      ? `${kind} ${params.activation}`
      : kind,
  );

function lowered(architecture: Architecture): Architecture {
  const { weights } = freshState(architecture, 1);
  return lowerToIntegerLayers({ architecture, weights }).architecture;
}

test('layers become those of whole numbers: folded, split, and without what only training needs', () => {
  const architecture = [
    layer('separableConv2d', { filters: 3, useBias: false }),
    layer('batchNormalization'),
    layer('activation', { activation: 'relu' }),
    layer('maxPooling2d'),
    layer('batchNormalization'),
    layer('dropout'),
    layer('flatten'),
    layer('dense', { units: 10, activation: 'tanh' }),
  ];
  expect(kindsOf(lowered(architecture))).toEqual([
    ...['depthwiseConv2d', 'conv2d relu', 'maxPooling2d', 'depthwiseConv2d', 'flatten'],
    ...['dense', 'activation tanh'],
  ]);
});

test('what an Add looks back to is not folded away, and its span follows the layers', () => {
  const architecture = [
    layer('conv2d', { filters: 2, padding: 'same' }),
    layer('batchNormalization'),
    layer('dropout'),
    layer('conv2d', { filters: 2, padding: 'same', activation: 'sigmoid' }),
    layer('add', { span: 3 }), // the input of the batch norm
    layer('flatten'),
    layer('dense', { units: 10 }),
  ];
  const layers = lowered(architecture);
  expect(kindsOf(layers)).toEqual([
    ...['conv2d', 'depthwiseConv2d', 'conv2d', 'activation sigmoid', 'add', 'flatten', 'dense'],
  ]);
  expect(layers[4]?.params).toMatchObject({ span: 3 });
});

test('an Add over nothing that is left adds its input to itself', () => {
  const architecture = [
    layer('dropout'),
    layer('add', { span: 1 }),
    layer('flatten'),
    layer('dense', { units: 10 }),
  ];
  const layers = lowered(architecture);
  expect(kindsOf(layers)).toEqual(['activation', 'add', 'flatten', 'dense']);
  expect(summarize(layers).problem).toBeNull();
});

test('what whole numbers cannot run is refused by its name and row', () => {
  const layers = [layer('reshape'), layer('gru'), layer('dense', { units: 10 })];
  expect(() => lowered(layers)).toThrow(/GRU in row 2.*choose dynamic range/);
  const gelu = [layer('fire', { activation: 'gelu' }), layer('flatten')];
  expect(() => lowered(gelu)).toThrow(/Fire in row 1.*choose ReLU/);
});

const norms = [
  layer('reshape'),
  layer('batchNormalization'),
  layer('dense', { units: 6, activation: 'tanh' }),
  layer('batchNormalization'),
  layer('flatten'),
  layer('batchNormalization'),
  layer('dense', { units: 10 }),
];

test('a batch norm with nothing before it keeps its place', () => {
  expect(kindsOf(lowered(norms))).toEqual([
    ...['reshape', 'batchNormalization', 'dense', 'activation tanh'],
    ...['batchNormalization', 'flatten', 'batchNormalization', 'dense'],
  ]);
});

const some = ['reference-cnn', 'lenet-5', 'mobilenet-like', 'squeezenet-like', 'resnet-20k'];
const networks = presets.filter(({ id }) => some.includes(id));

test.each([...networks, { id: 'norms', architecture: norms }])(
  '$id gives the logits of the network that it was made of',
  ({ architecture }) => {
    const { weights } = freshState(architecture, 5);
    const logitsOf = (model: FloatModel): Float32Array => {
      const state = { weights: model.weights, moments: [], step: 0 };
      const options = { architecture: model.architecture, state, pixelRange: '0..1' } as const;
      return runtime.build(options).forward(rowsFrom(40, 1));
    };
    const expected = logitsOf({ architecture, weights });
    logitsOf(lowerToIntegerLayers({ architecture, weights })).forEach((logit, i) => {
      expect(Math.abs(logit - (expected[i] ?? 0))).toBeLessThan(1e-4 * (1 + Math.abs(logit)));
    });
  },
);

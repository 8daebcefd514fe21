import { describe, expect, test } from 'vitest';
import { activations } from '../../core/layer.ts';
import type { Layer, LayerKind } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { freshState, layer, lossAndGradients, noiseBatch } from './test-network.ts';

/** That networks of the same weights have the same loss and gradients. */
function expectSame(a: Architecture, b: Architecture): void {
  const state = freshState(a, 4);
  const one = lossAndGradients(a, state, noiseBatch(20, 4));
  const two = lossAndGradients(b, state, noiseBatch(20, 4));
  expect(one.loss).toBeCloseTo(two.loss, 5);
  one.gradients.forEach((gradient, i) => {
    const other = two.gradients[i] as Float32Array; // the same weights
    const difference = gradient.map((value, j) => value - (other[j] ?? Number.NaN));
    expect(Math.max(...difference.map(Math.abs))).toBeLessThan(1e-6);
  });
}

describe('an activation inside a layer is one after it', () => {
  const withKernel: readonly LayerKind[] = [
    'conv2d',
    'depthwiseConv2d',
    'separableConv2d',
    'dense',
  ];
  const cases = withKernel.flatMap((kind) => activations.map((name) => ({ kind, name })));

  test.each(cases)('$name in $kind', ({ kind, name }) => {
    const before = layer('conv2d', { filters: 5, kernelSize: 5, strides: 3, activation: 'tanh' });
    const around = (tested: readonly Layer[]): Architecture => [
      before,
      ...(kind === 'dense' ? [layer('flatten')] : []),
      ...tested,
      ...(kind === 'dense' ? [] : [layer('maxPooling2d'), layer('flatten')]),
      layer('dense', { units: 10 }),
    ];
    expectSame(
      around([layer(kind, { activation: name })]),
      around([layer(kind), layer('activation', { activation: name })]),
    );
  });
});

test.each([false, true])(
  'a batch normalisation (frozen: %s) takes the ReLU after it along',
  (frozen) => {
    const around = (...between: readonly Layer[]): Architecture => [
      layer('conv2d', { filters: 6, kernelSize: 5, strides: 3, activation: 'tanh' }),
      layer('batchNormalization', { frozen }),
      ...between,
      layer('activation', { activation: 'relu' }),
      layer('conv2d', { filters: 3, kernelSize: 2 }),
      layer('flatten'),
      layer('dense', { units: 10 }),
    ];
    expectSame(around(), around(layer('dropout', { rate: 0 })));
  },
);

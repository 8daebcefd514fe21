import { describe, expect, test } from 'vitest';
import { lineOf } from './line.ts';
import { networkOf } from './network.ts';

/** What is read of a dense layer with such an activation, before the last one. */
function activationOf(activation: unknown, last: unknown = 'linear') {
  const layers = [
    { class_name: 'InputLayer', config: { name: 'i', batch_shape: [null, 784] } },
    { class_name: 'Dense', config: { name: 'd', units: 32, activation } },
    { class_name: 'Dense', config: { name: 'o', units: 10, activation: last } },
  ];
  const { architecture } = lineOf(networkOf({ class_name: 'Sequential', config: { layers } }), []);
  const dense = architecture.find(({ kind }) => kind === 'dense');
  return dense?.kind === 'dense' ? dense.params.activation : null;
}

const inside = (kind: string, config: Record<string, unknown> = {}) => ({
  class_name: kind,
  config: { name: 'inside', trainable: true, dtype: 'float32', ...config },
});

describe('an activation that is a layer of its own inside a layer', () => {
  test.each([
    [inside('LeakyReLU', { alpha: Math.fround(0.2) }), 'leaky_relu'], // Keras 2
    [inside('LeakyReLU', { negative_slope: 0.2 }), 'leaky_relu'],
    [inside('ReLU', { max_value: null, negative_slope: 0, threshold: 0 }), 'relu'],
    [inside('ELU', { alpha: 1 }), 'elu'],
  ])('%o is one of ours', (activation, ours) => expect(activationOf(activation)).toBe(ours));

  test.each([
    [inside('LeakyReLU', { alpha: Math.fround(0.01) }), /alpha/],
    [inside('LeakyReLU'), /negative_slope/], // 0.3 where it says nothing
    [inside('ReLU', { max_value: 1 }), /max_value/],
    [inside('ReLU', { threshold: 1 }), /threshold/],
    [inside('ELU', { alpha: 0 }), /alpha/],
    [inside('PReLU'), /activation/],
  ])('%o is refused by the name of what is other', (activation, words) =>
    expect(() => activationOf(activation)).toThrow(words),
  );

  test('a softmax at the end is left out', () =>
    expect(activationOf('relu', inside('Softmax', { axis: -1 }))).toBe('relu'));
});

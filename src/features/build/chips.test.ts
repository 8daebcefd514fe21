import { describe, expect, test } from 'vitest';
import { createLayer, type Layer, layerKinds } from '../../core/layers/index.ts';
import { chipsOf } from './chips.ts';

describe('chipsOf', () => {
  test('a convolution shows its filters, its window and its activation', () => {
    const layer = createLayer('conv2d', 'l1', { filters: 32, activation: 'relu' });
    expect(chipsOf(layer)).toEqual(['32 filters', '3×3', 'ReLU']);
  });

  test('what differs from the defaults is shown, frozen included', () => {
    const layer = createLayer('conv2d', 'l1', {
      filters: 1,
      strides: 2,
      padding: 'same',
      useBias: false,
      l2: 0.001,
      initializer: 'he_normal',
      frozen: true,
    });
    expect(chipsOf(layer)).toEqual([
      '1 filter',
      '3×3',
      'stride 2',
      'same',
      'no bias',
      'L2 0.001',
      'initialiser He normal',
      'frozen',
    ]);
  });

  test('a flag that is on says its name', () => {
    const layer = createLayer('lstm', 'l1', { units: 8, returnSequences: true, useBias: false });
    expect(chipsOf(layer)).toEqual(['8 units', 'every step', 'no bias']);
  });

  test('a pooling of stride 2 is the usual one and says only its window', () => {
    expect(chipsOf(createLayer('maxPooling2d', 'l1'))).toEqual(['2×2']);
  });

  test('attention shows its heads and how large they are', () => {
    expect(chipsOf(createLayer('multiHeadAttention', 'l1'))).toEqual(['4 heads', 'of 8']);
    expect(chipsOf(createLayer('patchEmbedding', 'l1'))).toEqual(['7×7', '32 units']);
  });

  test('a residual connection says how far it reaches, and when it projects', () => {
    expect(chipsOf(createLayer('add', 'l1'))).toEqual(['skips 2 layers']);
    expect(chipsOf(createLayer('add', 'l1', { span: 1, shortcut: 'projection' }))).toEqual([
      'skips 1 layer',
      'projection',
    ]);
  });

  test('dropout shows its rate as percent', () => {
    expect(chipsOf(createLayer('dropout', 'l1', { rate: 0.5 }))).toEqual(['50 %']);
  });

  test('no kind shows more than three chips at its defaults', () => {
    for (const kind of layerKinds)
      expect(chipsOf(createLayer(kind, 'l1') as Layer).length, kind).toBeLessThanOrEqual(3);
  });
});

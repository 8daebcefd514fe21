import { expect, test } from 'vitest';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import { forwardRows } from './forward-rows.ts';

const layer = <L>(value: L) => value as Layer;
const output = [layer(createLayer('flatten', 'f')), layer(createLayer('dense', 'd'))];

test('a small network takes five hundred images at once', () => {
  expect(forwardRows(output)).toBe(500);
});

test('the scores of attention count: 196 steps and 8 heads are 614,656 numbers an image', () => {
  const attention = layer(createLayer('multiHeadAttention', 'm', { heads: 8, keyDim: 1 }));
  const embedding = layer(createLayer('patchEmbedding', 'p', { patchSize: 2, units: 8 }));
  expect(forwardRows([embedding, attention, ...output])).toBe(
    Math.floor(16e6 / (196 * 8 * 3 + 10 + 2 * 8 * 196 ** 2)),
  );
});

import { expect, test } from 'vitest';
import { extentsOf, freshState, layer, noiseBatch, runtime } from './test-network.ts';

test('an observed network tells what its input and each operation reach, over all rows', () => {
  const architecture = [
    layer('conv2d', { filters: 3, strides: 3 }),
    layer('maxPooling2d'),
    layer('flatten'),
    layer('dense', { units: 7, activation: 'relu' }),
    layer('dense', { units: 10 }),
    layer('add', { span: 1, shortcut: 'projection' }),
  ];
  const { weights } = freshState(architecture, 2);
  const batch = noiseBatch(90, 1); // more than a tile
  const extents = extentsOf({ architecture, weights }, batch, '-1..1');
  expect(extents).toHaveLength(1 + architecture.length + 1);
  expect(extents[0]).toEqual({ low: -1, high: 1 });
  const [, conv, pool, view, hidden] = extents;
  expect(pool?.high).toBe(conv?.high);
  expect(pool?.low).toBeGreaterThan(conv?.low ?? 0);
  expect(view).toEqual(pool);
  expect(hidden?.low).toBe(0);
  const state = { weights, moments: [], step: 0 };
  const logits = runtime.build({ architecture, state, pixelRange: '-1..1' }).forward(batch);
  expect(extents.at(-1)).toEqual({ low: Math.min(...logits), high: Math.max(...logits) });
});

test('of a fire module it sees the squeeze, and the expansions as one', () => {
  const architecture = [layer('fire', { squeezeFilters: 3, expandFilters: 4, activation: 'relu' })];
  const { weights } = freshState(architecture, 4);
  const squeeze = [layer('conv2d', { filters: 3, kernelSize: 1, activation: 'relu' })];
  const batch = noiseBatch(5, 2);
  const [, ...fire] = extentsOf({ architecture, weights }, batch);
  const [, alone] = extentsOf({ architecture: squeeze, weights: weights.slice(0, 2) }, batch);
  expect(fire).toHaveLength(4);
  expect(fire[0]).toEqual(alone);
  expect(fire[1]).toEqual(fire[3]);
  expect(fire[2]).toEqual(fire[3]);
  expect(fire[3]?.high).not.toBe(alone?.high);
});

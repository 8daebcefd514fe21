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

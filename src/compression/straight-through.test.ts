import { expect, test } from 'vitest';
import { straightThrough } from './straight-through.ts';

const toWhole = (values: Float32Array, projected: Float32Array) =>
  projected.set(values.map(Math.round));

test('small steps add up behind the projection until a weight moves on', () => {
  const constrain = straightThrough([toWhole, null], false);
  const live = Float32Array.of(0.25, 2, 0);
  const free = Float32Array.of(0.25);
  const seen = [0, 1, 2].map((step) => {
    if (step > 0) for (let i = 0; i < live.length; i++) live[i] = (live[i] ?? 0) + 0.25;
    constrain({ weights: [live, free], moments: [] }, step);
    return [...live];
  });
  expect(seen).toEqual([
    [0, 2, 0],
    [1, 2, 0], // 0.5, 2.25, 0.25
    [1, 3, 1], // 0.75, 2.5, 0.5
  ]);
  expect([...free]).toEqual([0.25]);
});

test('what a pruning has set to zero stays zero', () => {
  const constrain = straightThrough([toWhole], true);
  const live = Float32Array.of(0, 1);
  for (let step = 0; step < 4; step++) {
    constrain({ weights: [live], moments: [] }, step);
    for (let i = 0; i < live.length; i++) live[i] = (live[i] ?? 0) + 1;
  }
  constrain({ weights: [live], moments: [] }, 4);
  expect([...live]).toEqual([0, 5]);
});

import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer } from '../../core/layers/index.ts';
import { uniform } from '../../core/random.ts';
import { floatModel, weightsOf } from '../../core/stored-model.ts';
import { createStep, type TechniqueKind } from '../../core/techniques/index.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { planCompression } from '../runs.ts';

const architecture = [createLayer('flatten', 'l1'), createLayer('dense', 'l2', { units: 2 })];
const setup = defaultsOf(trainingFields);
const noise = (stream: number, i: number) => uniform(3, stream, i) - 0.5;
/** A third of it zeros. */
const kernel = Float32Array.from({ length: 1568 }, (_, i) => (i % 3 === 0 ? 0 : noise(0, i)));

async function trained(before: readonly TechniqueKind[]) {
  const weights = [kernel.slice(), Float32Array.of(0.5, 0.5)];
  const context = {
    ...{ model: floatModel({ architecture, setup }, weights), before, setup, stepsPerEpoch: 2 },
    extents: () => Promise.resolve([]),
  };
  const plan = await planCompression(createStep('cluster', { clusters: 5, epochs: 1 }), context);
  plan.constrain?.({ weights, moments: [] }, 0);
  const start = weights.map((values) => values.slice());
  for (const values of weights) values.set(values.map((value, i) => value + noise(1, i)));
  const moved = weights.map((values) => values.slice());
  plan.constrain?.({ weights, moments: [] }, 1);
  const model = await plan.finish({ architecture, weights });
  return { start, moved, weights, model };
}

/** By value: the weights that share it. */
function membersOf(values: Float32Array | undefined): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (const [i, value] of (values ?? []).entries())
    members.set(value, [...(members.get(value) ?? []), i]);
  return members;
}

test('the members of a value move together, by the mean of their steps, and biases as they like', async () => {
  const { start, moved, weights, model } = await trained([]);
  const groups = membersOf(start[0]);
  expect(groups.size).toBe(5);
  for (const places of groups.values()) {
    const sum = places.reduce((all, i) => all + (moved[0]?.[i] ?? 0), 0);
    for (const i of places) expect(weights[0]?.[i]).toBeCloseTo(sum / places.length, 6);
  }
  expect(membersOf(weights[0]).size).toBe(5);
  expect(weights[1]).toEqual(moved[1]);
  expect(weightsOf(model)).toEqual(weights);
  expect(model.tensors[0]).toMatchObject({ type: 'codebook', bits: 3 });
});

test('after a pruning zeros stay zero', async () => {
  const { start, weights, model } = await trained(['prune']);
  const zeros = membersOf(start[0]).get(0) ?? [];
  expect(zeros.length).toBeGreaterThanOrEqual(kernel.length / 3);
  expect(membersOf(weights[0]).get(0)).toEqual(zeros);
  expect(weightsOf(model)[0]).toEqual(weights[0]);
});

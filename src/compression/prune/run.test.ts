import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { initialWeights } from '../../core/initialize.ts';
import { createLayer, type Layer } from '../../core/layers/index.ts';
import { uniform } from '../../core/random.ts';
import { zerosIn } from '../../core/sparsity.ts';
import { floatModel, weightsOf } from '../../core/stored-model.ts';
import {
  createStep,
  type TechniqueKind,
  type TechniqueParams,
} from '../../core/techniques/index.ts';
import { type TrainingSetup, trainingFields } from '../../core/training-setup.ts';
import type { CompressionContext, CompressionPlan, LiveWeights } from '../compression.ts';
import { planCompression } from '../runs.ts';

const architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 5, activation: 'relu' }),
  createLayer('dense', 'l3', { units: 10 }),
] as Layer[];
const setup = defaultsOf(trainingFields) as unknown as TrainingSetup; // its own fields
const [hidden, output] = [784 * 5, 50];
const trained = initialWeights(architecture, 9);
const initial = initialWeights(architecture, setup.seed);

const contextOf = (
  weights: readonly Float32Array[],
  before: readonly TechniqueKind[] = [],
): CompressionContext => ({
  ...{ before, setup, stepsPerEpoch: 100 },
  model: floatModel({ architecture, setup }, weights),
  extents: () => Promise.reject(new Error('asks for no images')),
});

const pruning = (params: Partial<TechniqueParams<'prune'>>) => createStep('prune', params);

/** Steps that move every weight and moment about, each followed by what the plan does to them. */
async function run(plan: CompressionPlan): Promise<LiveWeights> {
  const weights = plan.start.weights.map((values) => values.slice());
  const moments = [...weights, ...weights].map((values) => new Float32Array(values.length));
  const live = { weights, moments };
  if (plan.epochs > 0) plan.constrain?.(live, 0);
  for (let step = 1; step <= plan.epochs * 100; step++) {
    for (const values of [...weights, ...moments])
      for (let i = step % 7; i < values.length; i += 7)
        values[i] = (values[i] ?? 0) + 0.02 * (uniform(step, 0, i) - 0.5);
    plan.constrain?.(live, step);
  }
  return { weights: weightsOf(await plan.finish({ architecture, weights })), moments };
}

const zerosOf = ({ weights }: LiveWeights) => [
  zerosIn(weights[0] ?? []),
  zerosIn(weights[2] ?? []),
];

test.each(['polynomial', 'constant', 'one-shot'] as const)(
  'a %s pruning ends at exactly its share of zeros, their moments with them',
  async (schedule) => {
    const step = pruning({ schedule, sparsity: 0.9, scope: 'layer', keepOutput: false });
    const live = await run(await planCompression(step, contextOf(trained)));
    expect(zerosOf(live)).toEqual([0.9 * hidden, 0.9 * output]);
    live.weights[0]?.forEach((value, i) => {
      if (value === 0) expect([live.moments[0]?.[i], live.moments[4]?.[i]]).toEqual([0, 0]);
    });
  },
);

test('over all layers the share is that of all, and the output layer may be spared', async () => {
  const whole = pruning({ sparsity: 0.8, keepOutput: false });
  const [first = 0, last = 0] = zerosOf(
    await run(await planCompression(whole, contextOf(trained))),
  );
  expect(first + last).toBe(0.8 * (hidden + output));
  const spared = pruning({ sparsity: 0.75 });
  const live = await run(await planCompression(spared, contextOf(trained)));
  expect(zerosOf(live)).toEqual([0.75 * hidden, 0]);
});

test('without epochs the zeros are those of the smallest weights, and nothing else changes', async () => {
  const plan = await planCompression(pruning({ sparsity: 0.8, epochs: 0 }), contextOf(trained));
  const [kernel] = (await run(plan)).weights;
  const sizes = [...(trained[0] ?? [])].map(Math.abs).sort((a, b) => b - a);
  const threshold = sizes[Math.round(0.2 * hidden) - 1] ?? 0;
  trained[0]?.forEach((value, i) => {
    expect(kernel?.[i]).toBe(Math.abs(value) >= threshold ? value : 0);
  });
});

test('between two updates no zero comes or goes', async () => {
  const plan = await planCompression(pruning({ frequency: 50 }), contextOf(trained));
  const weights = trained.map((values) => values.slice());
  const placesAt = (step: number) => {
    for (const values of weights)
      for (let i = step % 5; i < values.length; i += 5) values[i] = 1 / (i + step + 1);
    plan.constrain?.({ weights, moments: [] }, step);
    return weights[0]?.map((value) => Number(value === 0)) ?? [];
  };
  placesAt(0);
  const at50 = placesAt(50);
  for (const step of [51, 52, 53, 54, 65]) expect(placesAt(step)).toEqual(at50);
  expect(placesAt(66)).not.toEqual(at50);
});

test('zeros of a pruning stay in a second one and in fine-tuning', async () => {
  const once = await planCompression(pruning({ sparsity: 0.5, epochs: 0 }), contextOf(trained));
  const pruned = contextOf(once.start.weights, ['prune']);
  const second = pruning({ sparsity: 0.8, keepOutput: false });
  const tuning = createStep('fineTune', { epochs: 1 });
  for (const step of [second, tuning]) {
    const [kernel] = (await run(await planCompression(step, pruned))).weights;
    once.start.weights[0]?.forEach((value, i) => {
      if (value === 0) expect(kernel?.[i]).toBe(0);
    });
    if (step === tuning) expect(zerosIn(kernel ?? [])).toBe(hidden / 2);
  }
});

test('a winning ticket begins where the run began, its control elsewhere, with the same zeros', async () => {
  const [kept, rewound, redrawn] = await Promise.all(
    (['trained', 'rewound', 'redrawn'] as const).map(async (weights) => {
      const plan = await planCompression(pruning({ weights }), contextOf(trained));
      return plan.start.weights;
    }),
  );
  const masked = pruning({ schedule: 'one-shot' });
  const zeros = (await planCompression(masked, contextOf(trained))).start.weights[0];
  expect(kept).toEqual(trained); // little by little: nothing is gone at the start
  zeros?.forEach((value, i) => {
    expect(rewound?.[0]?.[i]).toBe(value === 0 ? 0 : initial[0]?.[i]);
    if (value === 0) expect(redrawn?.[0]?.[i]).toBe(0);
  });
  expect(redrawn).not.toEqual(rewound);
});

test('a network is pruned while it trains from fresh weights', async () => {
  const plan = await planCompression(pruning({ weights: 'fresh' }), contextOf(trained));
  expect(plan.start.weights).toEqual(initial);
  expect(zerosOf(await run(plan))).toEqual([0.8 * hidden, 0]);
});

test('what a step cannot do is said in words', async () => {
  const only = {
    ...contextOf(trained),
    model: floatModel({ architecture: architecture.slice(0, 2), setup }, trained.slice(0, 2)),
  };
  await expect(planCompression(pruning({}), only)).rejects.toThrow(/Spare the output layer/);
  const coded = contextOf(trained, ['quantize']);
  await expect(planCompression(pruning({}), coded)).rejects.toThrow(/prune first/);
});

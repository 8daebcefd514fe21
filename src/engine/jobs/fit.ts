import type { CompressionContext, CompressionPlan } from '../../compression/compression.ts';
import { planCompression } from '../../compression/runs.ts';
import { initialWeights } from '../../core/initialize.ts';
import { type Recipe, stepsOf } from '../../core/recipe.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { TrainInput } from '../../protocol/jobs.ts';
import type { StoredState } from '../../storage/stored.ts';
import type { Engine } from '../engine.ts';
import type { TrainingState } from '../runtime.ts';
import { stepsPerEpoch } from './batches.ts';
import { firstRows, forwardAll } from './evaluate.ts';
import { untilImages } from './until-images.ts';

/** How a run trains: what it starts from, what holds between its steps, and what is kept at its end. */
export interface Fit {
  /** The network and setup of its steps; no epoch where nothing is trained. */
  readonly recipe: Recipe;
  readonly state: TrainingState;
  /** Epochs that the network has behind it: the shuffles go on from there. */
  readonly earlierEpochs: number;
  readonly constrain: NonNullable<CompressionPlan['constrain']> | null;
  /** What is stored of the state that training ends with. */
  finish(trained: TrainingState): Promise<StoredState>;
}

/** Fresh weights, those of the run to continue with the optimizer's moments, or a technique's plan. */
export function fitOf(engine: Engine, input: TrainInput, signal: AbortSignal): Promise<Fit> {
  if (input.compress === true) return compressionFit(engine, input, signal);
  return plainFit(engine, input);
}

async function plainFit(engine: Engine, { recipe, parentId }: TrainInput): Promise<Fit> {
  const { architecture, setup } = recipe;
  const kept = {
    recipe,
    constrain: null,
    finish: (state: TrainingState) => Promise.resolve(state),
  };
  if (parentId === null) {
    const weights = initialWeights(architecture, setup.seed);
    return { ...kept, state: { weights, moments: [], step: 0 }, earlierEpochs: 0 };
  }
  const parent = await engine.models.stored(parentId);
  const hasMoments = parent.recipe.setup.optimizer === setup.optimizer;
  const state = hasMoments ? parent.state : { ...parent.state, moments: [] };
  return { ...kept, state, earlierEpochs: Math.ceil(state.step / stepsPerEpoch(setup)) };
}

async function compressionFit(
  engine: Engine,
  { recipe, parentId }: TrainInput,
  signal: AbortSignal,
): Promise<Fit> {
  const steps = stepsOf(recipe);
  const step = steps.at(-1);
  if (step === undefined || parentId === null)
    throw new EngineError('internal', 'Only a finished run can be compressed');
  const { model, state } = await engine.models.stored(parentId);
  const { setup } = recipe;
  const before = steps.slice(0, -1).map(({ kind }) => kind);
  const plan = await planCompression(step, contextOf(engine, { model, setup, before, signal }));
  const { architecture, weights } = plan.start;
  return {
    recipe: { architecture, setup: fineTuning(setup, plan) },
    // Moments start anew, and with them the count of steps that corrects them.
    state: { weights, moments: [], step: 0 },
    earlierEpochs: Math.ceil(state.step / stepsPerEpoch(setup)),
    constrain: plan.constrain ?? null,
    async finish(trained) {
      const compressed = await plan.finish({ architecture, weights: trained.weights });
      const stepsDone = state.step + trained.step;
      return { weights: [], moments: [], step: stepsDone, model: compressed };
    },
  };
}

/** What a technique is given besides its parameters. */
export const contextOf = (
  engine: Engine,
  { signal, ...given }: Pick<CompressionContext, 'model' | 'setup' | 'before'> & Cancellable,
): CompressionContext => ({
  ...given,
  stepsPerEpoch: stepsPerEpoch(given.setup),
  async extents({ architecture, weights }, images) {
    const { train } = engine.dataset;
    await untilImages(engine.dataset, { split: 'train', count: images, signal });
    const runtime = await engine.runtime('wasm');
    const state = { weights, moments: [], step: 0 };
    const { pixelRange } = given.model;
    const network = await runtime.build({ architecture, state, pixelRange, observed: true });
    try {
      await forwardAll(network, { set: train, indices: firstRows(images) }, signal);
      return network.extents?.() ?? [];
    } finally {
      network.dispose();
    }
  },
});

interface Cancellable {
  readonly signal: AbortSignal;
}

const fineTuning = (
  setup: Recipe['setup'],
  { epochs, learningRate }: CompressionPlan,
): Recipe['setup'] => ({
  ...setup,
  ...{ epochs, learningRate, schedule: 'constant', warmupSteps: 0, patience: 0 },
});

/** Whether a run's recipe does not tell all: it continues another, or is a variant of one that does. */
export async function isContinued(
  { models }: Engine,
  { parentId, compress }: TrainInput,
): Promise<boolean> {
  if (parentId === null || compress !== true) return parentId !== null;
  const parent = await models.record(parentId);
  if (parent === null) return true;
  return parent.isContinued ?? parent.parentId !== null;
}

import { initialWeights } from '../../core/initialize.ts';
import { isUpdateStep, scheduleOf, sparsityAt } from '../../core/pruning-schedule.ts';
import { prunableTensors } from '../../core/sparsity.ts';
import { weightsOf } from '../../core/stored-model.ts';
import type { TechniqueParams } from '../../core/techniques/index.ts';
import { EngineError } from '../../protocol/errors.ts';
import type { Compression, CompressionContext, CompressionPlan } from '../compression.ts';
import { plainPlan } from '../fine-tune/run.ts';
import {
  bothMasks,
  chooseMasks,
  enforcing,
  type Masks,
  maskedWeights,
  masksOfZeros,
  slotsOf,
} from './masks.ts';

type Params = TechniqueParams<'prune'>;

/** Magnitude pruning: zeros at once, or by a schedule while the network trains; held after every step. */
export const prune: Compression<'prune'> = (params, context) => {
  const pruning = pruningOf(params, context);
  const isGradual = params.epochs > 0 && params.schedule !== 'one-shot' && !isTicket(params);
  return {
    epochs: params.epochs,
    learningRate: params.learningRate,
    finish: plainPlan(context).finish,
    ...(isGradual ? gradually(params, context, pruning) : atOnce(params, context, pruning)),
  };
};

/** A lottery ticket, or its control: the zeros are those of the trained network, and the rest begins again. */
const isTicket = ({ weights }: Params): boolean => weights === 'rewound' || weights === 'redrawn';

interface Pruning {
  readonly trained: readonly Float32Array[];
  readonly begin: readonly Float32Array[];
  masksAt(weights: readonly Float32Array[], sparsity: number): Masks;
}

function pruningOf(params: Params, { model, setup, before }: CompressionContext): Pruning {
  const { architecture } = model;
  const tensors = prunableTensors(architecture, params.keepOutput);
  if (tensors.length === 0)
    throw new EngineError(
      'internal',
      'Only the output layer has weights to prune: switch "Spare the output layer" off',
    );
  const trained = weightsOf(model);
  // What an earlier pruning has set to zero stays so, whatever share this one begins with.
  const isHeld = before.includes('prune') && params.weights !== 'fresh';
  const held: Masks = isHeld ? masksOfZeros(architecture, trained) : new Map();
  return {
    trained,
    begin: beginningOf(params, { architecture, seed: setup.seed, trained }),
    masksAt: (weights, sparsity) =>
      bothMasks(chooseMasks(weights, tensors, { sparsity, scope: params.scope }), held),
  };
}

const nextSeed = (seed: number): number => (seed + 1) % 0x8000_0000;

function beginningOf(
  { weights }: Params,
  {
    architecture,
    seed,
    trained,
  }: Pick<Pruning, 'trained'> &
    Pick<CompressionContext['model'], 'architecture'> & { seed: number },
): readonly Float32Array[] {
  if (weights === 'trained') return trained;
  return initialWeights(architecture, weights === 'redrawn' ? nextSeed(seed) : seed);
}

type Half = Pick<CompressionPlan, 'start' | 'constrain'>;

function atOnce(params: Params, { model }: CompressionContext, pruning: Pruning): Half {
  const { architecture } = model;
  const { trained, begin } = pruning;
  const masks = pruning.masksAt(isTicket(params) ? trained : begin, params.sparsity);
  return {
    start: { architecture, weights: maskedWeights(begin, masks) },
    constrain: enforcing(masks, slotsOf(architecture)),
  };
}

function gradually(params: Params, context: CompressionContext, pruning: Pruning): Half {
  const { architecture } = context.model;
  const schedule = scheduleOf(params, params.epochs * context.stepsPerEpoch);
  const slots = slotsOf(architecture);
  let enforce = enforcing(pruning.masksAt(pruning.begin, 0), slots);
  return {
    start: { architecture, weights: pruning.begin },
    constrain(live, step) {
      if (isUpdateStep(schedule, step))
        enforce = enforcing(pruning.masksAt(live.weights, sparsityAt(schedule, step)), slots);
      enforce(live);
    },
  };
}

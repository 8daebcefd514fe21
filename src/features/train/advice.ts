import type { RunRecord } from '../../core/run.ts';
import type { OptimizerName } from '../../core/training-setup.ts';
import { formatInteger, formatPercent } from '../../ui/format.ts';
import { accuracyOf } from './shown-run.ts';

export interface Advice {
  readonly message: string;
  /** A learning rate to try instead; null where the rate is not to blame. */
  readonly learningRate: number | null;
}

/** Rates at which small networks learn MNIST with each optimizer. */
const usualRate: Record<OptimizerName, number> = {
  sgd: 0.1,
  momentum: 0.01,
  rmsprop: 1e-3,
  adam: 1e-3,
  adamw: 1e-3,
};

/** Ten classes: a network that guesses is right one time in ten. */
const guessing = 0.2;
const stepsToLearnSomething = 20;

/** Why a run came to nothing, and what to try; null for a run that learned. */
export function adviceFor(run: RunRecord): Advice | null {
  const { name, status, steps, training, recipe } = run;
  const rate = recipe.setup.learningRate;
  const usual = usualRate[recipe.setup.optimizer];
  const smaller = Math.min(usual, Number((rate / 10).toPrecision(2)));
  if (status === 'diverged')
    return {
      message: `${name} diverged: after ${formatInteger(steps)} steps its loss was no longer a number, because each step threw the weights further than the last. Try a smaller learning rate or a few hundred warm-up steps.`,
      learningRate: smaller,
    };
  if (steps < stepsToLearnSomething || !(accuracyOf(training) < guessing)) return null;
  const start = `${name} learned next to nothing: ${formatPercent(accuracyOf(training))} is about what guessing among ten digits gives.`;
  return rate > usual
    ? { message: `${start} Try a smaller learning rate.`, learningRate: smaller }
    : {
        message: `${start} Try more steps, a larger learning rate or another initialiser.`,
        learningRate: null,
      };
}

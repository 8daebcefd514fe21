import { sine } from './sine.ts';
import type { TrainingSetup } from './training-setup.ts';

type ScheduleSetup = Pick<TrainingSetup, 'learningRate' | 'schedule' | 'warmupSteps'>;

/**
 * The learning rate of one optimizer step, 0 ≤ `step` < `totalSteps`: the same bits in every JavaScript engine. Warm-up
 * rises in equal parts and reaches the schedule at its last step; the schedule itself counts over the whole run.
 */
export function learningRateAt(setup: ScheduleSetup, step: number, totalSteps: number): number {
  const warmup = Math.min(1, (step + 1) / Math.max(1, setup.warmupSteps));
  return setup.learningRate * warmup * scheduleFactor(setup, step, totalSteps);
}

function scheduleFactor(setup: ScheduleSetup, step: number, totalSteps: number): number {
  const { schedule, warmupSteps } = setup;
  switch (schedule) {
    case 'constant':
      return 1;
    case 'step':
      if (4 * step >= 3 * totalSteps) return 0.01;
      return 2 * step >= totalSteps ? 0.1 : 1;
    case 'cosine': {
      const annealingSteps = Math.max(1, totalSteps - warmupSteps);
      const part = Math.min(1, Math.max(0, step - warmupSteps) / annealingSteps);
      return (1 + cosineOfPi(part)) / 2; // Loshchilov & Hutter 2017, without restarts
    }
    default:
      return schedule satisfies never;
  }
}

/** cos(π·part) for 0 ≤ part ≤ 1. */
const cosineOfPi = (part: number): number => sine(Math.PI * (0.5 - part));

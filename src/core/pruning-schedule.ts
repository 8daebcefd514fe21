import type { TechniqueParams } from './techniques/index.ts';

/** The shape of a pruning over its optimizer steps; the first step is 0, and `end` is not before `begin`. */
export interface PruningSchedule {
  readonly kind: 'polynomial' | 'constant';
  readonly initialSparsity: number;
  readonly sparsity: number;
  readonly begin: number;
  readonly end: number;
  readonly frequency: number;
  readonly power: number;
}

/** A pruning's schedule over a training of so many steps: it ends, by default, at two thirds of them, and never later. */
export function scheduleOf(params: TechniqueParams<'prune'>, totalSteps: number): PruningSchedule {
  const { schedule, initialSparsity, sparsity, beginStep, endStep, frequency, power } = params;
  const end = Math.min(endStep === 0 ? Math.floor((2 * totalSteps) / 3) : endStep, totalSteps);
  return {
    ...{ initialSparsity: Math.min(initialSparsity, sparsity), sparsity, frequency, power },
    kind: schedule === 'polynomial' ? 'polynomial' : 'constant',
    ...{ begin: Math.min(beginStep, end), end },
  };
}

/** The share of zeros at a step: tfmot's `PolynomialDecay`, s = s₁ + (s₀ − s₁)(1 − p)ᵖᵒʷᵉʳ, or its `ConstantSparsity`. */
export function sparsityAt(schedule: PruningSchedule, step: number): number {
  const { kind, initialSparsity, sparsity, begin, end, power } = schedule;
  if (kind === 'constant') return sparsity;
  const progress = end === begin ? Number(step >= end) : (step - begin) / (end - begin);
  const left = 1 - Math.min(1, Math.max(0, progress));
  return sparsity + (initialSparsity - sparsity) * left ** power;
}

/** Whether zeros are chosen anew before a step: by tfmot's rule, and at the end, so that the share is exactly the one named. */
export const isUpdateStep = ({ begin, end, frequency }: PruningSchedule, step: number): boolean =>
  begin <= step && step <= end && ((step - begin) % frequency === 0 || step === end);

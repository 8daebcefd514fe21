import { isKernel } from '../../core/layer.ts';
import { type OptimizerName, optimizerConstants } from '../../core/training-setup.ts';
import type { Kernels } from './kernels.ts';
import type { Tensor } from './weights.ts';

/** Moments that an optimizer keeps for each weight. */
export const momentCounts: Readonly<Record<OptimizerName, 0 | 1 | 2>> = {
  sgd: 0,
  momentum: 1,
  rmsprop: 1,
  adam: 2,
  adamw: 2,
};

export interface Update {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Steps done before this one. */
  readonly step: number;
  /** The tensor's gradient is the sum of so many, `accumulatorBytes` apart. */
  readonly accumulators: number;
  readonly accumulatorBytes: number;
  /** Addresses of the tensor's first gradient and first moment, and the bytes to its second moment. */
  readonly gradient: number;
  readonly moment: number;
  readonly momentBytes: number;
}

/** Moves one tensor by one step of an optimizer. */
export function updateTensor(
  kernels: Kernels,
  optimizer: OptimizerName,
  { tensor, update }: { tensor: Tensor; update: Update },
): void {
  const { learningRate, gradient, accumulatorBytes, accumulators, moment: first } = update;
  const { momentum, rho, beta1, beta2, epsilon } = optimizerConstants;
  const common = [
    ...[tensor.address, gradient, accumulatorBytes, accumulators],
    ...[Math.ceil(tensor.count / 4) * 4, tensor.spec.l2],
  ] as [number, number, number, number, number, number];
  switch (optimizer) {
    case 'sgd':
      kernels.sgd(...common, learningRate);
      break;
    case 'momentum':
      kernels.momentum(...common, first, learningRate, momentum);
      break;
    case 'rmsprop':
      kernels.rmsprop(...common, first, learningRate, rho, epsilon);
      break;
    case 'adam':
    case 'adamw': {
      // Keras 3: the corrections for moments that start at zero are folded into the rate.
      const t = update.step + 1;
      const correction = Math.sqrt(1 - power(beta2, t)) / (1 - power(beta1, t));
      const decay =
        optimizer === 'adamw' && isKernel(tensor.spec) ? learningRate * update.weightDecay : 0;
      const rate = learningRate * correction;
      kernels.adam(
        ...common,
        ...([first, first + update.momentBytes, rate, beta1, beta2, epsilon, decay] as const),
      );
      break;
    }
    default:
      optimizer satisfies never;
  }
}

/** base to a whole power by squaring: `Math.pow` differs in the last bit between engines. */
export function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

import { flag } from '../fields.ts';
import { defineLayer, shaped, type WeightSpec } from '../layer.ts';

/** Keras' defaults; PyTorch's differ (0.9 and 1e-5). */
export const batchNormMomentum = 0.99;
export const batchNormEpsilon = 1e-3;

export const batchNormalization = defineLayer({
  label: 'BatchNormalization',
  group: 'regularisation',
  purpose: 'Centres and scales each channel over the batch: steadier, faster training.',
  fields: {
    frozen: flag({
      label: 'Frozen',
      hint: 'Keeps scale, shift and statistics as they are, and normalises with them.',
      isRare: true,
      default: false,
    }),
  },
  outputShape: (_params, input) => shaped(input),
  // Folded into the layer before it at inference, and counted as free by Keras' and torchinfo's conventions.
  macs: () => 0,
  weights: (params, input) => {
    const channels = input[input.length - 1] ?? 1;
    const weight = (
      name: string,
      initializer: 'zeros' | 'ones',
      trainable: boolean,
    ): WeightSpec => ({
      name,
      shape: [channels],
      initializer,
      trainable: trainable && !params.frozen,
      prunable: false,
      l2: 0,
    });
    return [
      weight('gamma', 'ones', true),
      weight('beta', 'zeros', true),
      weight('moving_mean', 'zeros', false),
      weight('moving_variance', 'ones', false),
    ];
  },
  keras: () => ({
    className: 'BatchNormalization',
    config: { momentum: batchNormMomentum, epsilon: batchNormEpsilon },
  }),
});

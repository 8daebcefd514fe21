import { defineLayer, shaped } from '../layer.ts';
import { channelWeight, frozenNorm, scaleAndShift } from './norm.ts';

/** Keras' defaults; PyTorch's differ (0.9 and 1e-5). */
export const batchNormMomentum = 0.99;
export const batchNormEpsilon = 1e-3;

export const batchNormalization = defineLayer({
  label: 'BatchNormalization',
  group: 'regularisation',
  purpose: 'Centres and scales each channel over the batch: steadier, faster training.',
  fields: {
    frozen: frozenNorm('Keeps scale, shift and statistics as they are, and normalises with them.'),
  },
  outputShape: (_params, input) => shaped(input),
  // Folded into the layer before it at inference, and counted as free by Keras' and torchinfo's conventions.
  macs: () => 0,
  weights: (params, input) => [
    ...scaleAndShift(params, input),
    channelWeight(input, { name: 'moving_mean', initializer: 'zeros', trainable: false }),
    channelWeight(input, { name: 'moving_variance', initializer: 'ones', trainable: false }),
  ],
  keras: () => ({
    className: 'BatchNormalization',
    config: { momentum: batchNormMomentum, epsilon: batchNormEpsilon },
  }),
});

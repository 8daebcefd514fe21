import { number } from '../fields.ts';
import { defineLayer, shaped } from '../layer.ts';

export const gaussianNoise = defineLayer({
  label: 'GaussianNoise',
  group: 'regularisation',
  purpose: 'Adds random numbers while training, so that no answer hangs on a small difference.',
  fields: {
    stddev: number({
      label: 'Deviation',
      hint: 'Standard deviation of the noise; a pixel goes from 0 to 1, or from −1 to 1.',
      min: 0,
      max: 1,
      default: 0.1,
      stops: [0, 0.05, 0.1, 0.2, 0.3, 0.5, 1],
    }),
  },
  outputShape: (_params, input) => shaped(input),
  macs: () => 0,
  weights: () => [],
  keras: (params) => ({ className: 'GaussianNoise', config: { stddev: params.stddev } }),
});

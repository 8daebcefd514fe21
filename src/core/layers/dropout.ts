import { number } from '../fields.ts';
import { defineLayer, shaped } from '../layer.ts';

export const rateField = number({
  label: 'Rate',
  hint: 'Share of numbers set to zero at each step; the rest is scaled by 1/(1 − rate).',
  min: 0,
  max: 0.95,
  default: 0.25,
  stops: [0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
});

export const dropout = defineLayer({
  label: 'Dropout',
  group: 'regularisation',
  purpose: 'Silences random numbers while training, so that no answer hangs on one of them.',
  fields: { rate: rateField },
  outputShape: (_params, input) => shaped(input),
  macs: () => 0,
  weights: () => [],
  keras: (params) => ({ className: 'Dropout', config: { rate: params.rate } }),
});

import { number } from '../fields.ts';
import { defineLayer, refused, shaped } from '../layer.ts';
import { isImage } from '../shape.ts';
import { rateField } from './dropout.ts';
import { needsImage } from './window.ts';

export const spatialDropout2d = defineLayer({
  label: 'SpatialDropout2D',
  group: 'regularisation',
  purpose: 'Silences whole channels while training: neighbouring pixels say nearly the same.',
  fields: {
    rate: number({
      ...rateField,
      hint: 'Share of channels set to zero at each step; the rest is scaled by 1/(1 − rate).',
    }),
  },
  outputShape: (_params, input) =>
    isImage(input) ? shaped(input) : refused('needs-image', needsImage('SpatialDropout2D', input)),
  macs: () => 0,
  weights: () => [],
  keras: (params) => ({ className: 'SpatialDropout2D', config: { rate: params.rate } }),
});

import { number } from '../fields.ts';
import { defineTechnique, fineTuningFields, percentInWords } from './technique.ts';

/** Structured pruning: Li et al. 2017, filters by the L1 norm of their weights. */
export const removeFilters = defineTechnique({
  label: 'Remove filters and units',
  purpose: 'Takes the weakest filters and units out, with all that reads them: a smaller network.',
  fields: {
    fraction: number({
      label: 'Removed',
      hint: 'The share of the filters of every convolution and the units of every hidden layer.',
      min: 0.05,
      max: 0.95,
      default: 0.5,
      stops: [0.1, 0.25, 0.5, 0.75, 0.9],
    }),
    ...fineTuningFields(1),
  },
  problem({ before }) {
    return before.includes('quantize') || before.includes('cluster')
      ? 'Its weights are codes by now: remove filters first, then quantize'
      : null;
  },
  inWords: ({ fraction }) => `${percentInWords(fraction)} of filters out`,
});

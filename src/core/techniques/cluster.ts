import { flag, int } from '../fields.ts';
import { defineTechnique, fineTuningFields } from './technique.ts';

/** Weight sharing (Han et al. 2016): k-means on each kernel, from centroids spread evenly between its extremes. */
export const cluster = defineTechnique({
  label: 'Cluster weights',
  purpose:
    'Lets each kernel keep a few different values: a code book, and an index for every weight.',
  fields: {
    clusters: int({
      label: 'Values a layer',
      hint: '16 values are 4 bits a weight.',
      min: 2,
      max: 256,
      default: 16,
      stops: [2, 4, 8, 16, 32, 64, 256],
    }),
    keepZeros: flag({
      label: 'Keep zeros',
      hint: 'Pins one value at zero where the network was pruned.',
      isRare: true,
      default: true,
    }),
    ...fineTuningFields(0),
  },
  problem({ before }) {
    return before.includes('quantize') || before.includes('cluster')
      ? 'Its weights are codes by now: cluster the run that it came from'
      : null;
  },
  inWords: ({ clusters }) => `${clusters} values a layer`,
});

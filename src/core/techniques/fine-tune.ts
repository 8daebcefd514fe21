import { defineTechnique, fineTuningFields } from './technique.ts';

/** More training and nothing else: the control that stands beside every technique that fine-tunes. */
export const fineTune = defineTechnique({
  label: 'Train on (control)',
  purpose: 'The same extra epochs without any technique: what of the gain is only more training.',
  fields: fineTuningFields(1),
  problem({ before }, { epochs }) {
    if (before.includes('quantize') || before.includes('cluster'))
      return 'Its weights are codes by now: quantize with fine-tuning epochs instead';
    return epochs === 0 ? 'Without an epoch nothing changes: choose one or more' : null;
  },
  inWords: ({ epochs }) => `${epochs} more ${epochs === 1 ? 'epoch' : 'epochs'}`,
});

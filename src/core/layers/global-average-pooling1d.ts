import { defineLayer, refused, shaped } from '../layer.ts';
import { isSequence } from '../shape.ts';
import { needsSequence } from './sequence.ts';

export const globalAveragePooling1d = defineLayer({
  label: 'GlobalAveragePooling1D',
  group: 'pooling',
  purpose: 'The mean over all steps of a sequence: one number for each feature.',
  fields: {},
  outputShape: (_params, input) =>
    isSequence(input)
      ? shaped([input[1]])
      : refused('needs-sequence', needsSequence('GlobalAveragePooling1D', input)),
  macs: () => 0,
  weights: () => [],
  keras: () => ({ className: 'GlobalAveragePooling1D', config: {} }),
});

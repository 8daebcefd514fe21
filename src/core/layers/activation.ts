import { choice } from '../fields.ts';
import { defineLayer, kernelFields, shaped } from '../layer.ts';

export const activation = defineLayer({
  label: 'Activation',
  group: 'shape',
  purpose: 'Bends each number on its own, for example after a batch normalisation.',
  fields: {
    activation: choice({ ...kernelFields.activation, label: 'Function', default: 'relu' }),
  },
  outputShape: (_params, input) => shaped(input),
  macs: () => 0,
  weights: () => [],
  keras: (params) => ({ className: 'Activation', config: { activation: params.activation } }),
});

import { defineLayer, shaped } from '../layer.ts';
import { sizeOf } from '../shape.ts';
import { frozenNorm, scaleAndShift } from './norm.ts';

/** Keras' default; PyTorch's is 1e-5. */
export const layerNormEpsilon = 1e-3;

export const layerNormalization = defineLayer({
  label: 'LayerNormalization',
  group: 'regularisation',
  purpose: 'Centres and scales the features of each place by themselves, whatever the batch.',
  fields: {
    frozen: frozenNorm('Keeps scale and shift as they are while the rest trains.'),
  },
  outputShape: (_params, input) => shaped(input),
  // Free, as every normalisation is by Keras' and torchinfo's conventions.
  macs: () => 0,
  // Mean and deviation of each place.
  innerElements: (_params, input) => (2 * sizeOf(input)) / (input.at(-1) ?? 1),
  weights: scaleAndShift,
  keras: () => ({ className: 'LayerNormalization', config: { epsilon: layerNormEpsilon } }),
});

import { activations } from '../activations.ts';
import type { TfjsLayer } from '../layer.ts';

export const activation: TfjsLayer<'activation'> = (input, params) =>
  activations[params.activation](input);

import type { SequenceShape } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { averagePooling } from './pooling.ts';

/** The steps as an image of one column, under one window. */
export const globalAveragePooling1d: WasmLayer<'globalAveragePooling1d'> = (site) => {
  const [steps, features] = site.inputShape as SequenceShape; // core accepted it
  return averagePooling(site, [steps, 1, features, 1, 1, steps, steps, 0, 0]);
};

import type { ImageShape } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { averagePooling } from './pooling.ts';

/** One window as large as the image. */
export const globalAveragePooling2d: WasmLayer<'globalAveragePooling2d'> = (site) => {
  const [height, width, channels] = site.inputShape as ImageShape; // core accepted it
  const side = Math.max(height, width);
  return averagePooling(site, [height, width, channels, 1, 1, side, side, 0, 0]);
};

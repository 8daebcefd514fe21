import type { ImageShape } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { planMask } from './dropout.ts';

export const spatialDropout2d: WasmLayer<'spatialDropout2d'> = (site) => {
  const [height, width, channels] = site.inputShape as ImageShape; // core accepted it
  return planMask(site, site.params.rate, (tile, { source, target, draw }) =>
    site
      .kernels()
      .dropoutChannels(
        ...([source, target, tile.rows, height * width, channels] as const),
        ...([tile.row * channels, ...draw] as const),
      ),
  );
};

import { type ImageShape, sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile } from '../program.ts';

/** One window as large as the image. */
export const globalAveragePooling2d: WasmLayer<'globalAveragePooling2d'> = (site) => {
  const [height, width, channels] = site.inputShape as ImageShape; // core accepted it
  const side = Math.max(height, width);
  const layout = [height, width, channels, 1, 1, side, side, 0, 0] as const;
  const { x } = site;
  const y = createRows(channels);
  return {
    y,
    prepare: [],
    forward: [
      perTile([x, y], (tile) =>
        site.kernels().averagePool(addressOf(x, tile), addressOf(y, tile), tile.rows, ...layout),
      ),
    ],
    backward(dy) {
      if (!site.needsInputGradient) return { steps: [], dx: null };
      const dx = createRows(sizeOf(site.inputShape));
      const step = perTile([dy, dx], (tile) =>
        site
          .kernels()
          .averagePoolGradient(addressOf(dy, tile), addressOf(dx, tile), tile.rows, ...layout),
      );
      return { steps: [step], dx };
    },
  };
};

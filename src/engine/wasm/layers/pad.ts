import { sizeOf } from '../../../core/shape.ts';
import type { WindowGeometry } from '../../../core/window.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step } from '../program.ts';

export interface PadPlan {
  /** What the window slides over. */
  readonly padded: Rows;
  readonly forward: readonly Step[];
  /** Where the gradient of `padded` goes, and the steps from there to that of x. */
  backward(): { readonly dPadded: Rows; readonly dx: Rows; readonly steps: readonly Step[] };
}

/** The input with the border of `same` around it and each channel `repeat` times; x itself when neither is needed. */
export function planPadding(site: AnySite, geometry: WindowGeometry, repeat = 1): PadPlan {
  const { height, width, channels, top, left, paddedHeight, paddedWidth } = geometry;
  const { x } = site;
  if (repeat === 1 && paddedHeight === height && paddedWidth === width)
    return {
      padded: x,
      forward: [],
      backward() {
        const dx = createRows(x.floats);
        return { dPadded: dx, dx, steps: [] };
      },
    };
  const size = paddedHeight * paddedWidth * channels * repeat;
  const layout = [height, width, channels, top, left, paddedHeight, paddedWidth, repeat] as const;
  const padded = createRows(size);
  return {
    padded,
    forward: [
      perTile([x, padded], (tile) =>
        site
          .kernels()
          .padImages(addressOf(x, tile), addressOf(padded, tile), tile.rows, ...layout, 4),
      ),
    ],
    backward() {
      const dPadded = createRows(size);
      const dx = createRows(sizeOf(site.inputShape));
      const crop = perTile([dPadded, dx], (tile) =>
        site
          .kernels()
          .cropImages(addressOf(dPadded, tile), addressOf(dx, tile), tile.rows, ...layout),
      );
      return { dPadded, dx, steps: [crop] };
    },
  };
}

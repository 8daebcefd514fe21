import type { LayerParams } from '../../../core/layers/index.ts';
import { sizeOf } from '../../../core/shape.ts';
import { slideWindow } from '../../../core/window.ts';
import type { AnySite, LayerPlan, LayerSite, WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile } from '../program.ts';

type WindowLayout = readonly [
  ...image: [height: number, width: number, channels: number],
  ...output: [height: number, width: number],
  ...window: [size: number, stride: number, top: number, left: number],
];

function layoutOf(site: LayerSite<LayerParams<'maxPooling2d'>>): WindowLayout {
  const g = slideWindow(site.inputShape, { size: site.params.poolSize, ...site.params });
  const image = [g.height, g.width, g.channels] as const;
  return [...image, g.outHeight, g.outWidth, g.size, g.stride, g.top, g.left];
}

export const maxPooling2d: WasmLayer<'maxPooling2d'> = (site) => {
  const layout = layoutOf(site);
  const { x } = site;
  const y = createRows(sizeOf(site.outputShape));
  // A byte each. Rounded up to whole floats a row, a tile's own bytes never reach the next tile's.
  const winners = createRows(Math.ceil(y.floats / 4));
  return {
    y,
    prepare: [],
    forward: [
      perTile([x, y, winners], (tile) =>
        site
          .kernels()
          .maxPool(
            addressOf(x, tile),
            addressOf(y, tile),
            addressOf(winners, tile),
            tile.rows,
            ...layout,
          ),
      ),
    ],
    backward(dy) {
      if (!site.needsInputGradient) return { steps: [], dx: null };
      const dx = createRows(sizeOf(site.inputShape));
      const step = perTile([dy, winners, dx], (tile) =>
        site
          .kernels()
          .maxPoolGradient(
            addressOf(dy, tile),
            addressOf(winners, tile),
            addressOf(dx, tile),
            tile.rows,
            ...layout,
          ),
      );
      return { steps: [step], dx };
    },
  };
};

export const averagePooling2d: WasmLayer<'averagePooling2d'> = (site) =>
  averagePooling(site, layoutOf(site));

/** The mean of each window of a layout. */
export function averagePooling(site: AnySite, layout: WindowLayout): LayerPlan {
  const { x } = site;
  const y = createRows(sizeOf(site.outputShape));
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
}

import type { LayerParams } from '../../../core/layers/index.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { LayerSite, WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile } from '../program.ts';
import { slideWindow } from './window.ts';

function layoutOf(site: LayerSite<LayerParams<'maxPooling2d'>>) {
  const g = slideWindow(site.inputShape, { size: site.params.poolSize, ...site.params });
  return [
    ...[g.height, g.width, g.channels, g.outHeight, g.outWidth],
    ...[g.size, g.stride, g.top, g.left],
  ] as [number, number, number, number, number, number, number, number, number];
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

export const averagePooling2d: WasmLayer<'averagePooling2d'> = (site) => {
  const layout = layoutOf(site);
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
};

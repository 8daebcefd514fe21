import { hash32, streams } from '../../../core/random.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { AnySite, LayerPlan, WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Tile } from '../program.ts';

export const dropout: WasmLayer<'dropout'> = (site) => {
  const size = sizeOf(site.inputShape);
  return planMask(site, site.params.rate, (tile, { source, target, draw }) =>
    site.kernels().dropout(source, target, tile.rows * size, tile.row * size, ...draw),
  );
};

interface Masking {
  /** Addresses of the tile's first row. */
  readonly source: number;
  readonly target: number;
  /** The kernels' last arguments: seed, stream, rate and scale. */
  readonly draw: readonly [seed: number, stream: number, rate: number, scale: number];
}

/** The mask is computed again for backward: cheaper than keeping it, and the same bits (core's `dropoutKeep`). */
export function planMask(
  site: AnySite,
  rate: number,
  run: (tile: Tile, masking: Masking) => void,
): LayerPlan {
  if (!site.isTraining || rate === 0)
    return { y: site.x, prepare: [], forward: [], backward: (dy) => ({ steps: [], dx: dy }) };
  const mask = (source: Rows, target: Rows) =>
    perTile([source, target], (tile) => {
      const seed = hash32(site.seed, streams.dropout + site.layerIndex, tile.step);
      run(tile, {
        source: addressOf(source, tile),
        target: addressOf(target, tile),
        draw: [seed, streams.dropout, rate, 1 / (1 - rate)],
      });
    });
  const y = createRows(sizeOf(site.inputShape));
  return {
    y,
    prepare: [],
    forward: [mask(site.x, y)],
    backward: (dy) => ({ steps: [mask(dy, dy)], dx: dy }),
  };
}

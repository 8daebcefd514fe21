import { hash32, streams } from '../../../core/random.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows } from '../program.ts';

/** The mask is computed again for backward: cheaper than keeping it, and the same bits (core's `dropoutKeep`). */
export const dropout: WasmLayer<'dropout'> = (site) => {
  const { rate } = site.params;
  if (!site.isTraining || rate === 0)
    return { y: site.x, prepare: [], forward: [], backward: (dy) => ({ steps: [], dx: dy }) };
  const size = sizeOf(site.inputShape);
  const mask = (source: Rows, target: Rows) =>
    perTile([source, target], (tile) =>
      site
        .kernels()
        .dropout(
          addressOf(source, tile),
          addressOf(target, tile),
          tile.rows * size,
          tile.row * size,
          hash32(site.seed, streams.dropout + site.layerIndex, tile.step),
          streams.dropout,
          rate,
          1 / (1 - rate),
        ),
    );
  const y = createRows(size);
  return {
    y,
    prepare: [],
    forward: [mask(site.x, y)],
    backward: (dy) => ({ steps: [mask(dy, dy)], dx: dy }),
  };
};

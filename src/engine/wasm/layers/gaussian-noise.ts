import { gaussianUnit, hash32, streams } from '../../../core/random.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile } from '../program.ts';

export const gaussianNoise: WasmLayer<'gaussianNoise'> = (site) => {
  const { x, kernels, layerIndex, seed } = site;
  const { stddev } = site.params;
  const backward = (dy: typeof x) => ({ steps: [], dx: dy });
  if (!site.isTraining || stddev === 0) return { y: x, prepare: [], forward: [], backward };
  const size = sizeOf(site.inputShape);
  const unit = gaussianUnit(stddev);
  const y = createRows(size);
  const add = perTile([x, y], (tile) =>
    kernels().addGaussianNoise(
      ...([addressOf(x, tile), addressOf(y, tile), tile.rows * size, tile.row * size] as const),
      ...([hash32(seed, streams.noise + layerIndex, tile.step), streams.noise, unit] as const),
    ),
  );
  return { y, prepare: [], forward: [add], backward };
};

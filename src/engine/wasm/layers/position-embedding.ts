import type { WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile } from '../program.ts';
import { columnSums, tensorNamed } from './tensors.ts';

export const positionEmbedding: WasmLayer<'positionEmbedding'> = (site) => {
  const { x, kernels } = site;
  const table = tensorNamed(site.tensors, 'embeddings');
  const { count } = table;
  const y = createRows(count);
  return {
    y,
    prepare: [],
    forward: [
      perTile([x, y], (tile) =>
        kernels().addTable(
          ...([addressOf(x, tile), table.address, addressOf(y, tile), tile.rows, count] as const),
        ),
      ),
    ],
    backward(dy) {
      const sums = columnSums(site, table, { values: dy, positions: 1, columns: count });
      return {
        steps: table.spec.trainable ? [sums] : [],
        dx: site.needsInputGradient ? dy : null,
      };
    },
  };
};

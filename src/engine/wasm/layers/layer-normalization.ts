import { layerNormEpsilon } from '../../../core/layers/layer-normalization.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { WasmLayer } from '../layer.ts';
import { addressOf, createRows, perTile } from '../program.ts';
import { tensorNamed } from './tensors.ts';

/** Each place of a tile by its own statistics: unlike batch normalisation it waits for no other. */
export const layerNormalization: WasmLayer<'layerNormalization'> = (site) => {
  const { x, kernels, params, gradientOf } = site;
  const [gamma, beta] = [tensorNamed(site.tensors, 'gamma'), tensorNamed(site.tensors, 'beta')];
  const channels = gamma.count;
  const positions = sizeOf(site.inputShape) / channels;
  const y = createRows(sizeOf(site.outputShape));
  const statistics = createRows(positions * 2);
  return {
    y,
    prepare: [],
    forward: [
      perTile([x, y, statistics], (tile) =>
        kernels().layerNorm(
          ...([addressOf(x, tile), addressOf(y, tile), tile.rows * positions, channels] as const),
          ...([gamma.address, beta.address, layerNormEpsilon] as const),
          addressOf(statistics, tile),
        ),
      ),
    ],
    backward(dy) {
      const step = perTile([x, statistics, dy], (tile) => {
        const d = addressOf(dy, tile);
        kernels().layerNormGradient(
          ...([d, addressOf(x, tile), site.needsInputGradient ? d : 0] as const),
          ...([tile.rows * positions, channels, gamma.address] as const),
          addressOf(statistics, tile),
          params.frozen ? 0 : gradientOf(gamma, tile),
          params.frozen ? 0 : gradientOf(beta, tile),
        );
      });
      return { steps: [step], dx: site.needsInputGradient ? dy : null };
    },
  };
};

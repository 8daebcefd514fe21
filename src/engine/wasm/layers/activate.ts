import { type ActivationName, activations } from '../../../core/layer.ts';
import { sizeOf } from '../../../core/shape.ts';
import type { AnySite } from '../layer.ts';
import { addressOf, createRows, perTile, type Rows, type Step } from '../program.ts';

export interface ActivationPlan {
  readonly y: Rows;
  readonly forward: readonly Step[];
  /** Turns the gradient of y into that of z, writing it to `dz` (which may be `dy`). */
  backward(dy: Rows, dz: Rows): readonly Step[];
}

/** y = f(z), in place when backward can do without z and nobody else needs it. */
export function planActivation(
  site: AnySite,
  activation: ActivationName,
  { z, inPlace }: { z: Rows; inPlace: boolean },
): ActivationPlan {
  if (activation === 'linear') return { y: z, forward: [], backward: () => [] };
  const kind = activations.indexOf(activation);
  const size = sizeOf(site.outputShape);
  const y = inPlace && activation !== 'gelu' ? z : createRows(size);
  const saved = activation === 'gelu' ? z : y;
  return {
    y,
    forward: [
      perTile([z, y], (tile) =>
        site.kernels().activate(kind, addressOf(z, tile), addressOf(y, tile), tile.rows * size),
      ),
    ],
    backward: (dy, dz) => [
      perTile([saved, dy, dz], (tile) =>
        site
          .kernels()
          .activationGradient(
            kind,
            addressOf(saved, tile),
            addressOf(dy, tile),
            addressOf(dz, tile),
            tile.rows * size,
          ),
      ),
    ],
  };
}

import type { CompressionPlan } from './compression.ts';

/** Writes into `projected` what a weight tensor is brought to; null for one that trains freely. */
export type Projection = ((values: Float32Array, projected: Float32Array) => void) | null;

/**
 * Training at the precision (straight-through estimator, Bengio et al. 2013): the network runs on projected weights, and what
 * each step changes in them is added to float weights behind, which are projected anew.
 * @param keepsZeros whether weights that begin at 0 stay there
 */
export function straightThrough(
  projections: readonly Projection[],
  keepsZeros: boolean,
): NonNullable<CompressionPlan['constrain']> {
  const kept = new Map<number, Behind>();
  return ({ weights }) => {
    weights.forEach((live, place) => {
      const project = projections[place];
      if (!project) return;
      const behind = kept.get(place) ?? { latent: live.slice(), projected: live.slice() };
      kept.set(place, behind);
      addChange(behind, live, keepsZeros);
      project(behind.latent, behind.projected);
      live.set(behind.projected);
    });
  };
}

/** Of one tensor: the float weights, and what the network was given of them. */
interface Behind {
  readonly latent: Float32Array;
  readonly projected: Float32Array;
}

function addChange({ latent, projected }: Behind, live: Float32Array, keepsZeros: boolean): void {
  for (let i = 0; i < latent.length; i++) {
    const value = latent[i] as number; // all three are as long
    if (value !== 0 || !keepsZeros)
      latent[i] = value + ((live[i] as number) - (projected[i] as number));
  }
}

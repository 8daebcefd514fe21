import type { CompressionPlan } from './compression.ts';

/** What a weight tensor is brought to; null for one that trains freely. */
export type Projection = ((values: Float32Array) => Float32Array) | null;

/**
 * Training at the precision (straight-through estimator, Bengio et al. 2013): the network runs on projected weights, and what
 * each step changes in them is added to float weights behind, which are projected anew.
 * @param keepsZeros whether weights that begin at 0 stay there
 */
export function straightThrough(
  projections: readonly Projection[],
  keepsZeros: boolean,
): NonNullable<CompressionPlan['constrain']> {
  const latents = new Map<number, Float32Array>();
  const projected = new Map<number, Float32Array>();
  return ({ weights }) => {
    weights.forEach((live, place) => {
      const project = projections[place];
      if (!project) return;
      const latent = latents.get(place) ?? live.slice();
      const before = projected.get(place);
      if (before) addChange(latent, { live, before, keepsZeros });
      const after = project(latent);
      live.set(after);
      latents.set(place, latent);
      projected.set(place, after);
    });
  };
}

interface Change {
  readonly live: Float32Array;
  readonly before: Float32Array;
  readonly keepsZeros: boolean;
}

function addChange(latent: Float32Array, { live, before, keepsZeros }: Change): void {
  for (let i = 0; i < latent.length; i++) {
    const value = latent[i] as number; // all three are as long
    if (value !== 0 || !keepsZeros)
      latent[i] = value + ((live[i] as number) - (before[i] as number));
  }
}

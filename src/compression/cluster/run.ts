import { weightSpecs } from '../../core/initialize.ts';
import { isKernel } from '../../core/layer.ts';
import { type StoredTensor, weightsOf } from '../../core/stored-model.ts';
import type { Compression, CompressionPlan, FloatModel } from '../compression.ts';
import { type Clusters, cluster as clusterValues } from './k-means.ts';

/** Weight sharing: each kernel keeps a few values. In training its members move together, by the mean of their steps. */
export const cluster: Compression<'cluster'> = (params, { model, before }) => {
  const { clusters, epochs, learningRate } = params;
  const keepsZeros = params.keepZeros && before.includes('prune');
  const start: FloatModel = { architecture: model.architecture, weights: weightsOf(model) };
  const specs = weightSpecs(start.architecture);
  const found = start.weights.map((values, place) => {
    const spec = specs[place]?.spec;
    return spec && isKernel(spec) ? clusterValues(values, { clusters, keepsZeros }) : null;
  });
  const bits = Math.max(1, Math.ceil(Math.log2(clusters)));
  return {
    ...{ start, epochs, learningRate },
    ...(epochs > 0 && { constrain: movingTogether(found, keepsZeros) }),
    finish: ({ architecture, weights }) => ({
      ...{ ...model, architecture },
      tensors: weights.map((values, place) =>
        tensorOf(values, found[place] ?? null, { bits, epochs }),
      ),
    }),
  };
};

function tensorOf(
  values: Float32Array,
  clusters: Clusters | null,
  { bits, epochs }: { readonly bits: number; readonly epochs: number },
): StoredTensor {
  if (clusters === null) return { type: 'float32', values };
  const { indices } = clusters;
  const codebook = clusters.codebook.slice();
  // Members are equal by now: any of them is their centroid.
  if (epochs > 0)
    for (let i = 0; i < indices.length; i++) codebook[indices[i] as number] = values[i] as number;
  return { type: 'codebook', bits, indices, codebook };
}

/** After each step every centroid is the mean of what the step made of its members, and they are it. */
function movingTogether(
  found: readonly (Clusters | null)[],
  keepsZeros: boolean,
): NonNullable<CompressionPlan['constrain']> {
  const sharings = found.map((clusters) => clusters && sharing(clusters, keepsZeros));
  return ({ weights }, step) => {
    for (const [place, live] of weights.entries()) sharings[place]?.(live, step);
  };
}

/** Of one tensor. It runs after every step: no allocation, and weights that are held at zero are passed over. */
function sharing({ codebook, indices }: Clusters, keepsZeros: boolean) {
  const pinned = keepsZeros ? codebook.indexOf(0) : -1;
  const places = Uint32Array.from(indices.keys()).filter((place) => indices[place] !== pinned);
  const members = Uint8Array.from(places, (place) => indices[place] ?? 0);
  const values = codebook.slice();
  const move = centroidMover(members, values);
  return (live: Float32Array, step: number): void => {
    if (step > 0) move(live, places);
    live.fill(0);
    for (let i = 0; i < places.length; i++)
      live[places[i] as number] = values[members[i] as number] as number; // all below length
  };
}

/** Moves centroids to the means of their members, in order of place and double precision; one without members stays. */
function centroidMover(members: Uint8Array, codebook: Float32Array) {
  const sums = new Float64Array(codebook.length);
  const counts = new Uint32Array(codebook.length);
  for (const member of members) counts[member] = (counts[member] ?? 0) + 1;
  return (live: Float32Array, places: Uint32Array): void => {
    sums.fill(0);
    for (let i = 0; i < places.length; i++) {
      const member = members[i] as number; // all below length
      sums[member] = (sums[member] as number) + (live[places[i] as number] as number);
    }
    counts.forEach((count, centroid) => {
      if (count > 0) codebook[centroid] = (sums[centroid] as number) / count;
    });
  };
}

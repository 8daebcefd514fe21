import { weightSpecs } from '../../core/initialize.ts';
import { isKernel } from '../../core/layer.ts';
import { floatsOf, type StoredTensor, weightsOf } from '../../core/stored-model.ts';
import type { Compression, CompressionPlan, FloatModel } from '../compression.ts';
import { type Clusters, cluster as clusterValues, means } from './k-means.ts';

type Codebook = Extract<StoredTensor, { type: 'codebook' }>;

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
  const untrained: Codebook = { type: 'codebook', bits, ...clusters };
  if (epochs === 0) return untrained;
  // Members are equal by now: their mean is their value.
  return { ...untrained, codebook: means(values, clusters, -1) };
}

/** After each step every centroid is the mean of what the step made of its members, and they are it. */
function movingTogether(
  found: readonly (Clusters | null)[],
  keepsZeros: boolean,
): NonNullable<CompressionPlan['constrain']> {
  return ({ weights }, step) => {
    weights.forEach((live, place) => {
      const clusters = found[place];
      if (!clusters) return;
      const pinned = keepsZeros ? clusters.codebook.indexOf(0) : -1;
      const codebook = step === 0 ? clusters.codebook : means(live, clusters, pinned);
      live.set(floatsOf({ type: 'codebook', bits: 8, indices: clusters.indices, codebook }));
    });
  };
}

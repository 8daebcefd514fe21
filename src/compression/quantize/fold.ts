import { invariant } from '../../core/invariant.ts';
import { batchNormEpsilon } from '../../core/layers/batch-normalization.ts';

/** γ, β, moving mean and moving variance of a batch normalisation, as Keras orders them. */
export type NormWeights = readonly Float32Array[];

/** What a normalisation multiplies each channel by, and then adds. */
export function normAsScale([gamma, beta, mean, variance]: NormWeights): {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
} {
  invariant(!!gamma && !!beta && !!mean && !!variance, 'a batch normalisation has four weights');
  const scale = Float64Array.from(
    gamma,
    (value, c) => value / Math.sqrt((variance[c] ?? 0) + batchNormEpsilon),
  );
  const shift = Float64Array.from(beta, (value, c) => value - (mean[c] ?? 0) * (scale[c] ?? 0));
  return { scale, shift };
}

/**
 * A kernel and bias that do what they did with the normalisation after them: W′ = W·γ/√(σ² + ε), b′ = β + (b − μ)·γ/√(σ² + ε).
 * The kernel's last axes are its output channels.
 */
export function foldNorm(
  kernel: Float32Array,
  bias: Float32Array | undefined,
  norm: NormWeights,
): { readonly kernel: Float32Array; readonly bias: Float32Array } {
  const { scale, shift } = normAsScale(norm);
  const channels = scale.length;
  return {
    kernel: kernel.map((weight, i) => weight * (scale[i % channels] ?? 0)),
    bias: Float32Array.from(shift, (value, c) => value + (bias?.[c] ?? 0) * (scale[c] ?? 0)),
  };
}

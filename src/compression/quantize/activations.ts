import { exp } from '../../core/exp.ts';
import { type ActivationName, leakyReluSlope } from '../../core/layer.ts';

/** Keras 3's activations, in functions that every JavaScript engine computes alike. */
export const activationFunctions: Readonly<Record<ActivationName, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  leaky_relu: (x) => (x > 0 ? x : leakyReluSlope * x),
  elu: (x) => (x > 0 ? x : exp(x) - 1),
  gelu: (x) => x * normalCdf(x),
  sigmoid: (x) => 1 / (1 + exp(-x)),
  tanh: (x) => 1 - 2 / (exp(2 * x) + 1),
};

/** Abramowitz & Stegun 7.1.26, as in kernels/math.ts. */
function normalCdf(x: number): number {
  const u = Math.abs(x) * Math.SQRT1_2;
  const t = 1 / (1 + 0.3275911 * u);
  const terms = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const tail = 0.5 * exp(-u * u) * terms.reduce((sum, term) => (sum + term) * t, 0);
  return x < 0 ? tail : 1 - tail;
}

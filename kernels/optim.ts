/**
 * One optimizer step on one weight tensor, in Keras 3's formulas. The gradient is the sum of `accumulators` partial
 * gradients that lie `stride` bytes apart, added in order, plus 2·l2·w (the gradient of an L2 penalty).
 */
import { multiplyAdd } from './lanes';

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function gradientAt(g: usize, stride: usize, accumulators: i32, l2: f32, w: v128): v128 {
  let sum = v128.load(g);
  for (let i = 1; i < accumulators; i++) {
    g += stride;
    sum = f32x4.add(sum, v128.load(g));
  }
  return multiplyAdd(f32x4.splat(2 * l2), w, sum);
}

/** w −= rate·g. */
export function sgd(
  w: usize,
  g: usize,
  stride: usize,
  accumulators: i32,
  count: i32,
  l2: f32,
  rate: f32,
): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    const value = v128.load(w + i);
    const gradient = gradientAt(g + i, stride, accumulators, l2, value);
    v128.store(w + i, f32x4.sub(value, f32x4.mul(f32x4.splat(rate), gradient)));
  }
}

/** v = momentum·v − rate·g; w += v. */
export function momentum(
  w: usize,
  g: usize,
  stride: usize,
  accumulators: i32,
  count: i32,
  l2: f32,
  v: usize,
  rate: f32,
  momentum: f32,
): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    const value = v128.load(w + i);
    const gradient = gradientAt(g + i, stride, accumulators, l2, value);
    const pull = f32x4.mul(f32x4.splat(rate), gradient);
    const velocity = f32x4.sub(f32x4.mul(f32x4.splat(momentum), v128.load(v + i)), pull);
    v128.store(v + i, velocity);
    v128.store(w + i, f32x4.add(value, velocity));
  }
}

/** v = rho·v + (1 − rho)·g²; w −= rate·g / √(v + epsilon). */
export function rmsprop(
  w: usize,
  g: usize,
  stride: usize,
  accumulators: i32,
  count: i32,
  l2: f32,
  v: usize,
  rate: f32,
  rho: f32,
  epsilon: f32,
): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    const value = v128.load(w + i);
    const gradient = gradientAt(g + i, stride, accumulators, l2, value);
    const square = f32x4.mul(f32x4.splat(1 - rho), f32x4.mul(gradient, gradient));
    const velocity = multiplyAdd(f32x4.splat(rho), v128.load(v + i), square);
    v128.store(v + i, velocity);
    const root = f32x4.sqrt(f32x4.add(velocity, f32x4.splat(epsilon)));
    const step = f32x4.div(f32x4.mul(f32x4.splat(rate), gradient), root);
    v128.store(w + i, f32x4.sub(value, step));
  }
}

/**
 * w −= decay·w (decoupled, AdamW); m and v are running means of g and g²; w −= rate·m / (√v + epsilon), where `rate` is
 * already corrected for the start: η·√(1 − β₂ᵗ)/(1 − β₁ᵗ).
 */
export function adam(
  w: usize,
  g: usize,
  stride: usize,
  accumulators: i32,
  count: i32,
  l2: f32,
  m: usize,
  v: usize,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  decay: f32,
): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) {
    const value = v128.load(w + i);
    const gradient = gradientAt(g + i, stride, accumulators, l2, value);
    const mean = multiplyAdd(
      f32x4.splat(beta1),
      v128.load(m + i),
      f32x4.mul(f32x4.splat(1 - beta1), gradient),
    );
    const square = multiplyAdd(
      f32x4.splat(beta2),
      v128.load(v + i),
      f32x4.mul(f32x4.splat(1 - beta2), f32x4.mul(gradient, gradient)),
    );
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const decayed = f32x4.sub(value, f32x4.mul(f32x4.splat(decay), value));
    const root = f32x4.add(f32x4.sqrt(square), f32x4.splat(epsilon));
    v128.store(
      w + i,
      f32x4.sub(decayed, f32x4.div(f32x4.mul(f32x4.splat(rate), mean), root)),
    );
  }
}

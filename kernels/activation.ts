/** Activations, by their place in `activations` of core/layer.ts. */
import { loadLanes, storeLanes } from './lanes';
import { exp4, normalCdf4, normalPdf4, sigmoid4, tanh4 } from './math';

const LINEAR = 0;
const RELU = 1;
const LEAKY_RELU = 2;
const ELU = 3;
const GELU = 4;
const SIGMOID = 5;
const LEAK: f32 = 0.2; // Keras 3's negative_slope in an activation named by its word

/** y = f(x), x and y may be the same. */
export function activate(kind: i32, x: usize, y: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const value = loadLanes(x + i * 4, count - i);
    storeLanes(y + i * 4, apply(kind, value), count - i);
  }
}

/** dx = dy · f′, dx and dy may be the same. `saved` is y, or x for gelu, whose derivative y does not tell. */
export function activationGradient(kind: i32, saved: usize, dy: usize, dx: usize, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    const slope = derivative(kind, loadLanes(saved + i * 4, count - i));
    storeLanes(dx + i * 4, f32x4.mul(loadLanes(dy + i * 4, count - i), slope), count - i);
  }
}

function apply(kind: i32, x: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  const isPositive = f32x4.gt(x, zero);
  if (kind == LINEAR) return x;
  if (kind == RELU) return f32x4.pmax(x, zero);
  if (kind == LEAKY_RELU) return v128.bitselect(x, f32x4.mul(x, f32x4.splat(LEAK)), isPositive);
  if (kind == ELU) return v128.bitselect(x, f32x4.sub(exp4(x), one), isPositive);
  if (kind == GELU) return f32x4.mul(x, normalCdf4(x));
  if (kind == SIGMOID) return sigmoid4(x);
  return tanh4(x);
}

function derivative(kind: i32, saved: v128): v128 {
  const one = f32x4.splat(1);
  const isPositive = f32x4.gt(saved, f32x4.splat(0));
  if (kind == LINEAR) return one;
  if (kind == RELU) return v128.and(one, isPositive);
  if (kind == LEAKY_RELU) return v128.bitselect(one, f32x4.splat(LEAK), isPositive);
  if (kind == ELU) return v128.bitselect(one, f32x4.add(saved, one), isPositive);
  if (kind == GELU) return f32x4.add(normalCdf4(saved), f32x4.mul(saved, normalPdf4(saved)));
  if (kind == SIGMOID) return f32x4.mul(saved, f32x4.sub(one, saved));
  return f32x4.sub(one, f32x4.mul(saved, saved));
}

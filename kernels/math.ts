/**
 * Elementary functions from IEEE additions and multiplications alone: the same bits on every machine, which the
 * functions of JavaScript engines do not promise. Polynomials of Cephes (Moshier), single precision.
 */
import { multiplyAdd } from './lanes';

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function constant(value: f32): v128 {
  return f32x4.splat(value);
}

/** eˣ, relative error about 1e-7; 0 below −87.3, eˢ⁸⁸ above 88. */
export function exp4(x: v128): v128 {
  const bounded = f32x4.pmin(f32x4.pmax(x, constant(-87.3)), constant(88));
  const n = f32x4.floor(multiplyAdd(bounded, constant(1.44269504), constant(0.5)));
  // ln 2 in two parts, so that the remainder keeps all its bits.
  let r = f32x4.sub(bounded, f32x4.mul(n, constant(0.693359375)));
  r = multiplyAdd(n, constant(2.12194440e-4), r);
  let p = constant(1.9875691500e-4);
  p = multiplyAdd(p, r, constant(1.3981999507e-3));
  p = multiplyAdd(p, r, constant(8.3334519073e-3));
  p = multiplyAdd(p, r, constant(4.1665795894e-2));
  p = multiplyAdd(p, r, constant(1.6666665459e-1));
  p = multiplyAdd(p, r, constant(5.0000001201e-1));
  p = f32x4.add(multiplyAdd(f32x4.mul(p, r), r, r), constant(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const result = f32x4.mul(p, power);
  const zeroed = v128.andnot(result, f32x4.lt(x, constant(-87.3)));
  return v128.bitselect(zeroed, x, f32x4.eq(x, x)); // NaN stays NaN
}

export function exp1(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

/** ln x for positive normal x, relative error about 1e-7. */
export function log1(x: f32): f32 {
  const bits = reinterpret<i32>(x);
  let exponent = (bits >> 23) - 126;
  let m = reinterpret<f32>((bits & 0x7fffff) | 0x3f000000);
  if (m < <f32>0.707106781186547524) {
    exponent -= 1;
    m += m;
  }
  const r: f32 = m - 1;
  const z: f32 = r * r;
  let p: f32 = 7.0376836292e-2;
  p = p * r - <f32>1.1514610310e-1;
  p = p * r + <f32>1.1676998740e-1;
  p = p * r - <f32>1.2420140846e-1;
  p = p * r + <f32>1.4249322787e-1;
  p = p * r - <f32>1.6668057665e-1;
  p = p * r + <f32>2.0000714765e-1;
  p = p * r - <f32>2.4999993993e-1;
  p = p * r + <f32>3.3333331174e-1;
  const e = <f32>exponent;
  return r + (p * r * z - <f32>0.5 * z + e * <f32>-2.12194440e-4) + e * <f32>0.693359375;
}

/** tanh x: an odd polynomial near 0, 1 − 2/(e²ˣ + 1) elsewhere. */
export function tanh4(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = constant(-5.70498872745e-3);
  p = multiplyAdd(p, z, constant(2.06390887954e-2));
  p = multiplyAdd(p, z, constant(-5.37397155531e-2));
  p = multiplyAdd(p, z, constant(1.33314422036e-1));
  p = multiplyAdd(p, z, constant(-3.33332819422e-1));
  const near = multiplyAdd(f32x4.mul(p, z), x, x);
  const e = exp4(f32x4.add(x, x));
  const far = f32x4.sub(constant(1), f32x4.div(constant(2), f32x4.add(e, constant(1))));
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), constant(0.625)));
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid4(x: v128): v128 {
  return f32x4.div(constant(1), f32x4.add(constant(1), exp4(f32x4.neg(x))));
}

/** The standard normal's distribution function, ½·erfc(−x/√2): Abramowitz & Stegun 7.1.26, error below 1.5e-7. */
export function normalCdf4(x: v128): v128 {
  const u = f32x4.mul(f32x4.abs(x), constant(0.70710678));
  const t = f32x4.div(constant(1), multiplyAdd(u, constant(0.3275911), constant(1)));
  let p = constant(1.061405429);
  p = multiplyAdd(p, t, constant(-1.453152027));
  p = multiplyAdd(p, t, constant(1.421413741));
  p = multiplyAdd(p, t, constant(-0.284496736));
  p = multiplyAdd(p, t, constant(0.254829592));
  const tail = f32x4.mul(
    f32x4.mul(f32x4.mul(p, t), exp4(f32x4.neg(f32x4.mul(u, u)))),
    constant(0.5),
  );
  return v128.bitselect(tail, f32x4.sub(constant(1), tail), f32x4.lt(x, constant(0)));
}

/** The standard normal's density. */
export function normalPdf4(x: v128): v128 {
  const halfSquare = f32x4.mul(f32x4.mul(x, x), constant(0.5));
  return f32x4.mul(exp4(f32x4.neg(halfSquare)), constant(0.39894228));
}

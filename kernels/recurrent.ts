/**
 * One step of a recurrent layer for every row of a tile: from the sums of its gates to its output, and back. `gates` is
 * the input's share of the sums, row after row `gatesBytes` apart, gate after gate `units` floats; it becomes the gates'
 * values, and in backward the gradient of the sums. `sums` is the memory's share, [rows][gates · units]. What was before
 * the step and what is after it lie `stateBytes` from row to row. `y` and `dy` are the layer's output and its gradient
 * at this step, 0 where there is none; `dh` and `carry`, [rows][units], bring what the step after this one sent back.
 */
import { multiplyAdd, storeLanes } from './lanes';
import { sigmoid4, tanh4 } from './math';

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function sumAt(gate: usize, sum: usize): v128 {
  return f32x4.add(v128.load(gate), v128.load(sum));
}

/** dh + dy. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function gradientAt(dh: usize, dy: usize, place: usize): v128 {
  const gradient = v128.load(dh + place);
  return dy ? f32x4.add(gradient, v128.load(dy + place)) : gradient;
}

/** g · s(1 − s): back through a sigmoid s. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function throughSigmoid(g: v128, s: v128): v128 {
  return f32x4.mul(g, f32x4.mul(s, f32x4.sub(f32x4.splat(1), s)));
}

/** g · (1 − t²): back through a tanh t. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function throughTanh(g: v128, t: v128): v128 {
  return f32x4.mul(g, f32x4.sub(f32x4.splat(1), f32x4.mul(t, t)));
}

/** h = tanh(sum). */
export function simpleRnnStep(
  rows: i32,
  units: i32,
  gates: usize,
  gatesBytes: usize,
  sums: usize,
  h: usize,
  stateBytes: usize,
  y: usize,
  yBytes: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < units; j += 4) {
      const place = <usize>(j * 4);
      const value = tanh4(sumAt(gates + place, sums + place));
      storeLanes(gates + place, value, units - j);
      storeLanes(h + place, value, units - j);
      if (y) storeLanes(y + place, value, units - j);
    }
    gates += gatesBytes;
    sums += units * 4;
    h += stateBytes;
    if (y) y += yBytes;
  }
}

export function simpleRnnStepGradient(
  rows: i32,
  units: i32,
  gates: usize,
  gatesBytes: usize,
  dy: usize,
  dyBytes: usize,
  dh: usize,
): void {
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < units; j += 4) {
      const place = <usize>(j * 4);
      const slope = throughTanh(gradientAt(dh, dy, place), v128.load(gates + place));
      storeLanes(gates + place, slope, units - j);
    }
    gates += gatesBytes;
    dh += units * 4;
    if (dy) dy += dyBytes;
  }
}

/** Gates input i, forget f, candidate g, output o: c = f·c₀ + i·g; h = o·tanh c. */
export function lstmStep(
  rows: i32,
  units: i32,
  gates: usize,
  gatesBytes: usize,
  sums: usize,
  cellBefore: usize,
  cell: usize,
  h: usize,
  stateBytes: usize,
  y: usize,
  yBytes: usize,
): void {
  const gateBytes = <usize>(units * 4);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < units; j += 4) {
      const valid = units - j;
      const place = <usize>(j * 4);
      const inputGate = gates + place;
      const forgetGate = inputGate + gateBytes;
      const candidate = forgetGate + gateBytes;
      const outputGate = candidate + gateBytes;
      const sum = sums + place;
      const i = sigmoid4(sumAt(inputGate, sum));
      const f = sigmoid4(sumAt(forgetGate, sum + gateBytes));
      const g = tanh4(sumAt(candidate, sum + 2 * gateBytes));
      const o = sigmoid4(sumAt(outputGate, sum + 3 * gateBytes));
      const c = multiplyAdd(f, v128.load(cellBefore + place), f32x4.mul(i, g));
      const value = f32x4.mul(o, tanh4(c));
      storeLanes(inputGate, i, valid);
      storeLanes(forgetGate, f, valid);
      storeLanes(candidate, g, valid);
      storeLanes(outputGate, o, valid);
      storeLanes(cell + place, c, valid);
      storeLanes(h + place, value, valid);
      if (y) storeLanes(y + place, value, valid);
    }
    gates += gatesBytes;
    sums += 4 * gateBytes;
    cellBefore += stateBytes;
    cell += stateBytes;
    h += stateBytes;
    if (y) y += yBytes;
  }
}

/** `carry` is the gradient of the cell, from after the step to before it. */
export function lstmStepGradient(
  rows: i32,
  units: i32,
  gates: usize,
  gatesBytes: usize,
  cellBefore: usize,
  cell: usize,
  stateBytes: usize,
  dy: usize,
  dyBytes: usize,
  dh: usize,
  carry: usize,
): void {
  const gateBytes = <usize>(units * 4);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < units; j += 4) {
      const valid = units - j;
      const place = <usize>(j * 4);
      const inputGate = gates + place;
      const forgetGate = inputGate + gateBytes;
      const candidate = forgetGate + gateBytes;
      const outputGate = candidate + gateBytes;
      const i = v128.load(inputGate);
      const f = v128.load(forgetGate);
      const g = v128.load(candidate);
      const o = v128.load(outputGate);
      const t = tanh4(v128.load(cell + place));
      const gradient = gradientAt(dh, dy, place);
      const through = throughTanh(f32x4.mul(gradient, o), t);
      const dc = f32x4.add(v128.load(carry + place), through);
      const df = throughSigmoid(f32x4.mul(dc, v128.load(cellBefore + place)), f);
      storeLanes(inputGate, throughSigmoid(f32x4.mul(dc, g), i), valid);
      storeLanes(forgetGate, df, valid);
      storeLanes(candidate, throughTanh(f32x4.mul(dc, i), g), valid);
      storeLanes(outputGate, throughSigmoid(f32x4.mul(gradient, t), o), valid);
      storeLanes(carry + place, f32x4.mul(dc, f), valid);
    }
    gates += gatesBytes;
    cellBefore += stateBytes;
    cell += stateBytes;
    dh += gateBytes;
    carry += gateBytes;
    if (dy) dy += dyBytes;
  }
}

/**
 * Gates update z, reset r, candidate g = tanh(input's sum + r · memory's sum): h = z·h₀ + (1 − z)·g. The memory's sum of
 * the candidate is kept for backward in the last third of `kept`, which lies as `gates` does.
 */
export function gruStep(
  rows: i32,
  units: i32,
  gates: usize,
  gatesBytes: usize,
  sums: usize,
  kept: usize,
  hBefore: usize,
  h: usize,
  stateBytes: usize,
  y: usize,
  yBytes: usize,
): void {
  const gateBytes = <usize>(units * 4);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < units; j += 4) {
      const valid = units - j;
      const place = <usize>(j * 4);
      const updateGate = gates + place;
      const resetGate = updateGate + gateBytes;
      const candidate = resetGate + gateBytes;
      const sum = sums + place;
      const z = sigmoid4(sumAt(updateGate, sum));
      const r = sigmoid4(sumAt(resetGate, sum + gateBytes));
      const memory = v128.load(sum + 2 * gateBytes);
      const g = tanh4(multiplyAdd(r, memory, v128.load(candidate)));
      const value = multiplyAdd(z, f32x4.sub(v128.load(hBefore + place), g), g);
      storeLanes(updateGate, z, valid);
      storeLanes(resetGate, r, valid);
      storeLanes(candidate, g, valid);
      storeLanes(kept + 2 * gateBytes + place, memory, valid);
      storeLanes(h + place, value, valid);
      if (y) storeLanes(y + place, value, valid);
    }
    gates += gatesBytes;
    sums += 3 * gateBytes;
    kept += gatesBytes;
    hBefore += stateBytes;
    h += stateBytes;
    if (y) y += yBytes;
  }
}

/** `kept` becomes the gradient of the memory's sums; `carry` is that of h₀ past the sums, on the way z. */
export function gruStepGradient(
  rows: i32,
  units: i32,
  gates: usize,
  gatesBytes: usize,
  kept: usize,
  hBefore: usize,
  stateBytes: usize,
  dy: usize,
  dyBytes: usize,
  dh: usize,
  carry: usize,
): void {
  const gateBytes = <usize>(units * 4);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < units; j += 4) {
      const valid = units - j;
      const place = <usize>(j * 4);
      const updateGate = gates + place;
      const resetGate = updateGate + gateBytes;
      const candidate = resetGate + gateBytes;
      const keptAt = kept + place;
      const z = v128.load(updateGate);
      const r = v128.load(resetGate);
      const g = v128.load(candidate);
      const gradient = f32x4.add(gradientAt(dh, dy, place), v128.load(carry + place));
      const difference = f32x4.sub(v128.load(hBefore + place), g);
      const dz = throughSigmoid(f32x4.mul(gradient, difference), z);
      const dg = throughTanh(f32x4.mul(gradient, f32x4.sub(f32x4.splat(1), z)), g);
      const dr = throughSigmoid(f32x4.mul(dg, v128.load(keptAt + 2 * gateBytes)), r);
      storeLanes(updateGate, dz, valid);
      storeLanes(resetGate, dr, valid);
      storeLanes(candidate, dg, valid);
      storeLanes(keptAt, dz, valid);
      storeLanes(keptAt + gateBytes, dr, valid);
      storeLanes(keptAt + 2 * gateBytes, f32x4.mul(dg, r), valid);
      storeLanes(carry + place, f32x4.mul(gradient, z), valid);
    }
    gates += gatesBytes;
    kept += gatesBytes;
    hBefore += stateBytes;
    dh += gateBytes;
    carry += gateBytes;
    if (dy) dy += dyBytes;
  }
}

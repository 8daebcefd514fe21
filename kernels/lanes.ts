/** Four floats at once, and the first few of four: what every kernel needs at the ragged end of a row. */

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The first `count` (1 to 4) floats at an address, zeros after them. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function loadLanes(source: usize, count: i32): v128 {
  return count >= 4 ? v128.load(source) : loadFew(source, count);
}

function loadFew(source: usize, count: i32): v128 {
  let lanes = v128.load32_zero(source);
  if (count > 1) lanes = f32x4.replace_lane(lanes, 1, load<f32>(source, 4));
  if (count > 2) lanes = f32x4.replace_lane(lanes, 2, load<f32>(source, 8));
  return lanes;
}

/** Stores the first `count` lanes; none when it is 0 or less, all when it is 4 or more. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function storeLanes(target: usize, lanes: v128, count: i32): void {
  if (count >= 4) v128.store(target, lanes);
  else storeFew(target, lanes, count);
}

function storeFew(target: usize, lanes: v128, count: i32): void {
  if (count > 0) store<f32>(target, f32x4.extract_lane(lanes, 0));
  if (count > 1) store<f32>(target, f32x4.extract_lane(lanes, 1), 4);
  if (count > 2) store<f32>(target, f32x4.extract_lane(lanes, 2), 8);
}

/** Adds the first `count` lanes to what is there; none when it is 0 or less, all when it is 4 or more. */
export function addLanes(target: usize, lanes: v128, count: i32): void {
  if (count > 0) storeLanes(target, f32x4.add(loadLanes(target, count), lanes), count);
}

/** All bits of the first `count` lanes (of all when it is 4 or more). */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function laneMask(count: i32): v128 {
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}

/** As `loadLanes`, without its branches, but reading a whole vector. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function firstLanes(source: usize, count: i32): v128 {
  return v128.and(v128.load(source), laneMask(count));
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function sumLanes(lanes: v128): f32 {
  const pairs = f32x4.add(lanes, v128.shuffle<i64>(lanes, lanes, 1, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
export function maxLanes(lanes: v128): f32 {
  const pairs = f32x4.pmax(lanes, v128.shuffle<i64>(lanes, lanes, 1, 1));
  return max(f32x4.extract_lane(pairs, 0), f32x4.extract_lane(pairs, 1));
}

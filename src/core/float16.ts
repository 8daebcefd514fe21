/** The largest number that is not infinite. */
export const largestFloat16 = 65_504;

const word = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16 nearest to a float32, ties to even; beyond 65,504 infinity. */
export function toFloat16(value: number): number {
  word.setFloat32(0, value);
  const bits = word.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
  const shifted = exponent - 112;
  if (shifted >= 31) return sign | 0x7c00;
  // A subnormal's leading 1 is written out; rounding may carry into the exponent, which is then right as well.
  if (shifted <= 0) return shifted < -10 ? sign : sign | rounded(fraction | 0x800000, 14 - shifted);
  return sign | rounded((shifted << 23) | fraction, 13);
}

/** `bits >> places`, to nearest, ties to even. */
function rounded(bits: number, places: number): number {
  const half = 1 << (places - 1);
  const rest = bits & ((1 << places) - 1);
  const floor = bits >>> places;
  return rest > half || (rest === half && (floor & 1) === 1) ? floor + 1 : floor;
}

/** The float32 of a binary16's bits. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

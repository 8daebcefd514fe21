import type { FixedPoint } from '../../../compression/quantize/fixed-point.ts';

/** Weights of one product as kernels/codes.ts reads them. */
export interface Matrix {
  /** [segments · segmentLength][all columns], Keras' kernel. */
  readonly kernel: Int8Array;
  readonly segments: number;
  readonly segmentLength: number;
  /** Codes of a row of the kernel, and those of this product among them. */
  readonly rowLength: number;
  readonly firstColumn: number;
  readonly columns: number;
}

export const pairsOf = (segmentLength: number): number => Math.ceil(segmentLength / 2);

/** Panels of eight columns: [⌈columns/8⌉][segment][pair][8 columns][2] int16, zeros beyond the last of each. */
export function packPanels(matrix: Matrix): Uint32Array {
  const { segments, segmentLength, columns } = matrix;
  const pairs = pairsOf(segmentLength);
  const panels = new Int16Array(panelWords(matrix) * 2);
  let target = 0;
  for (let column = 0; column < columns; column += 8)
    for (let segment = 0; segment < segments; segment++)
      for (let pair = 0; pair < pairs; pair++, target += 16)
        packPair(matrix, { column, segment, k: pair * 2 }, panels.subarray(target, target + 16));
  return new Uint32Array(panels.buffer);
}

interface PairPlace {
  readonly column: number;
  readonly segment: number;
  readonly k: number;
}

/** Two weights of each of eight columns. */
function packPair(matrix: Matrix, { column, segment, k }: PairPlace, target: Int16Array): void {
  const { kernel, segmentLength, rowLength, firstColumn, columns } = matrix;
  const row = (segment * segmentLength + k) * rowLength + firstColumn + column;
  const hasSecond = k + 1 < segmentLength;
  for (let j = 0; j < Math.min(8, columns - column); j++) {
    target[2 * j] = kernel[row + j] ?? 0;
    if (hasSecond) target[2 * j + 1] = kernel[row + rowLength + j] ?? 0;
  }
}

export const panelWords = ({ segments, segmentLength, columns }: Matrix): number =>
  Math.ceil(columns / 8) * segments * pairsOf(segmentLength) * 8;

/** A depthwise kernel [taps][channels] as int16, its rows a multiple of eight long. */
export function packTaps(kernel: Int8Array, taps: number): Uint32Array {
  const channels = kernel.length / taps;
  const length = Math.ceil(channels / 8) * 8;
  const packed = new Int16Array(taps * length);
  for (let tap = 0; tap < taps; tap++)
    packed.set(kernel.subarray(tap * channels, (tap + 1) * channels), tap * length);
  return new Uint32Array(packed.buffer);
}

/** What a panel's eight channels are rescaled by: bias and the four parts of `requantize`, 8 int32 each. */
export function packFactors(bias: Int32Array, factors: readonly FixedPoint[]): Uint32Array {
  const packed = new Int32Array(Math.ceil(bias.length / 8) * 40);
  bias.forEach((value, channel) => {
    const { multiplier, shift } = factors[channel] ?? { multiplier: 0, shift: 0 };
    const right = Math.max(0, -shift);
    const parts = [
      value,
      2 ** Math.max(0, shift),
      multiplier,
      2 ** (30 - right),
      right > 0 ? -1 : 0,
    ];
    const panel = Math.floor(channel / 8) * 40 + (channel % 8);
    parts.forEach((part, place) => {
      packed[panel + place * 8] = part;
    });
  });
  return new Uint32Array(packed.buffer);
}

export const factorWords = (channels: number): number => Math.ceil(channels / 8) * 40;

/** Small signed numbers as int16, two a word. */
export function packShorts(values: Int16Array): Uint32Array {
  const padded = new Int16Array(Math.ceil(values.length / 2) * 2);
  padded.set(values);
  return new Uint32Array(padded.buffer);
}

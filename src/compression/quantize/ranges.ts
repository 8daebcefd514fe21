import type { QuantizedRange } from '../../core/stored-model.ts';
import type { PlacedOperation } from './operations.ts';
import { clamp, roundHalfAway } from './round.ts';

/** Smallest and largest value seen. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

/** The extent of one more set of values and those before; 0 is always within. */
export function widened({ low, high }: Extent, values: ArrayLike<number>): Extent {
  let least = low;
  let most = high;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number; // below length
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { low: least, high: most };
}

/**
 * Scale and zero point of an activation, as TFLite's converter takes them from calibration (float32; the range is
 * stretched to hold 0). Where nothing but 0 was seen the scale is 1.
 */
export function rangeOf(extent: Extent): QuantizedRange {
  const low = Math.fround(Math.min(extent.low, 0));
  const high = Math.fround(Math.max(extent.high, 0));
  const scale = Math.fround(Math.fround(high - low) / 255);
  if (!(scale > 0)) return { scale: 1, zeroPoint: -128 };
  const zeroPoint = Math.fround(-128 - Math.fround(low / scale));
  return { scale, zeroPoint: roundHalfAway(clamp(zeroPoint, -128, 127)) };
}

/** Ranges of the input and every layer: calibrated, but where TFLite fixes them or takes the input's. */
export function rangesOf(
  operations: readonly PlacedOperation[],
  extents: readonly Extent[],
): readonly QuantizedRange[] {
  const ranges = [rangeOf(extents[0] ?? { low: 0, high: 0 })];
  operations.forEach(({ operation }, index) => {
    const input = ranges[index] ?? { scale: 1, zeroPoint: 0 };
    switch (operation.type) {
      case 'maxPool':
      case 'averagePool':
      case 'view':
        ranges.push(input);
        return;
      default:
        ranges.push(
          (operation.type === 'activation' ? fixedRanges[operation.activation] : undefined) ??
            rangeOf(extents[index + 1] ?? { low: 0, high: 0 }),
        );
    }
  });
  return ranges;
}

/** What TFLite's specification demands of the outputs of these. */
const fixedRanges: Readonly<Record<string, QuantizedRange>> = {
  sigmoid: { scale: 1 / 256, zeroPoint: -128 },
  tanh: { scale: 1 / 128, zeroPoint: 0 },
};

/** real → code: TFLite's `AffineQuantize`, in float32. */
export const codeOf = (real: number, { scale, zeroPoint }: QuantizedRange): number =>
  clamp(roundHalfAway(Math.fround(Math.fround(real) / scale)) + zeroPoint, -128, 127);

import type { QuantizedRange } from '../../core/stored-model.ts';
import type { Extent } from '../compression.ts';
import type { PlacedOperation } from './operations.ts';
import { clamp, roundHalfAway } from './round.ts';

/**
 * Scale and zero point of an activation, as TFLite's converter takes them from calibration (float32; the range is
 * stretched to hold 0). Where nothing but 0 was seen the scale is 1, and also where a
 * network that diverged has no end.
 */
export function rangeOf(extent: Extent): QuantizedRange {
  const low = Math.fround(Math.min(extent.low, 0));
  const high = Math.fround(Math.max(extent.high, 0));
  const scale = Math.fround(Math.fround(high - low) / 255);
  if (!(scale > 0 && scale < Number.POSITIVE_INFINITY)) return { scale: 1, zeroPoint: -128 };
  const zeroPoint = Math.fround(-128 - Math.fround(low / scale));
  return { scale, zeroPoint: roundHalfAway(clamp(zeroPoint, -128, 127)) };
}

/**
 * Ranges of all values: calibrated, but where TFLite fixes them or takes the input's. What only a ReLU reads has the ReLU's
 * range, and saturates below 0: an Add and the ReLU after it are one operation in TFLite.
 * @param extents of the values
 */
export function rangesOf(
  operations: readonly PlacedOperation[],
  extents: readonly Extent[],
): readonly QuantizedRange[] {
  const ranges = [rangeOf(extents[0] ?? nothing)];
  operations.forEach(({ operation, inputs: [x = 0] }, index) => {
    const value = index + 1;
    switch (operation.type) {
      case 'maxPool':
      case 'averagePool':
      case 'view':
      case 'concat':
        ranges.push(ranges[x] ?? rangeOf(nothing));
        return;
      case 'activation':
        ranges.push(fixedRanges[operation.activation] ?? rangeOf(extents[value] ?? nothing));
        return;
      default: {
        const extent = extents[value] ?? nothing;
        ranges.push(rangeOf(isRectified(operations, value) ? { ...extent, low: 0 } : extent));
      }
    }
  });
  return ranges;
}

const nothing: Extent = { low: 0, high: 0 };

function isRectified(operations: readonly PlacedOperation[], value: number): boolean {
  const readers = operations.filter(({ inputs }) => inputs.includes(value));
  const [only] = readers.map(({ operation }) => operation);
  return readers.length === 1 && only?.type === 'activation' && only.activation === 'relu';
}

/** What TFLite's specification demands of the outputs of these. */
const fixedRanges: Readonly<Record<string, QuantizedRange>> = {
  sigmoid: { scale: 1 / 256, zeroPoint: -128 },
  tanh: { scale: 1 / 128, zeroPoint: 0 },
};

/** real → code: TFLite's `AffineQuantize`, in float32. */
export const codeOf = (real: number, { scale, zeroPoint }: QuantizedRange): number =>
  clamp(roundHalfAway(Math.fround(Math.fround(real) / scale)) + zeroPoint, -128, 127);

import { largestFloat16, toFloat16 } from '../../core/float16.ts';

/** How a tensor lies in `weights.bin`. */
export type TfjsNumbers = 'float32' | 'float16' | 'uint8';

/** What `model.json` says of it, beside name and shape. */
export type Quantization =
  | { readonly dtype: 'float16'; readonly original_dtype: 'float32' }
  | {
      readonly dtype: 'uint8';
      readonly scale: number;
      readonly min: number;
      readonly original_dtype: 'float32';
    };

export interface StoredBytes {
  readonly bytes: Uint8Array;
  readonly quantization: Quantization | null;
}

/** A tensor as `tensorflowjs_converter` stores it, little endian. */
export function storeFor(numbers: TfjsNumbers, values: Float32Array): StoredBytes {
  switch (numbers) {
    case 'float32':
      return { bytes: bytesOf(values), quantization: null };
    case 'float16':
      if (values.some((value) => Math.abs(value) > largestFloat16))
        return storeFor('float32', values);
      return {
        bytes: bytesOf(Uint16Array.from(values, toFloat16)),
        quantization: { dtype: 'float16', original_dtype: 'float32' },
      };
    case 'uint8':
      return quantizeAffine(values);
    default:
      return numbers satisfies never;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** value = scale · code + min, one scale a tensor, with a code for 0 where 0 is in range: the converter's `--quantize_uint8`. */
function quantizeAffine(values: Float32Array): StoredBytes {
  const { low, high } = rangeOf(values);
  const isConstant = low === high;
  const scale = isConstant ? 1 : (high - low) / 255;
  const holdsZero = !isConstant && low <= 0 && high >= 0;
  const min = holdsZero ? -roundHalfEven(-low / scale) * scale : low;
  const bytes = Uint8Array.from(values, (value) =>
    Math.min(255, Math.max(0, roundHalfEven((value - min) / scale))),
  );
  return { bytes, quantization: { dtype: 'uint8', scale, min, original_dtype: 'float32' } };
}

function rangeOf(values: Float32Array): { low: number; high: number } {
  let low = values[0] ?? 0;
  let high = low;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** As NumPy rounds. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

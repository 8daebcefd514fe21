import { fromFloat16 } from '../../core/float16.ts';
import { type BoundedReader, damaged } from './reader.ts';

/** An element of a dataset or attribute. */
export interface ElementType {
  readonly kind: 'float' | 'text' | 'long text' | 'other';
  readonly bytes: number;
}

const mostSides = 8;

/** Sides of a dataspace message; none for a single value. */
export function shapeAt(reader: BoundedReader, at: number): readonly number[] {
  const sides = reader.u8(at + 1);
  if (sides > mostSides) damaged();
  const start = at + (reader.u8(at) === 1 ? 8 : 4);
  return Array.from({ length: sides }, (_, place) => reader.u64(start + 8 * place));
}

export function typeAt(reader: BoundedReader, at: number): ElementType {
  const bytes = reader.u32(at + 4);
  const bits = reader.u8(at + 1);
  switch (reader.u8(at) & 15) {
    case 1:
      return { kind: isPlainFloat(reader, at) ? 'float' : 'other', bytes };
    case 3:
      return { kind: 'text', bytes };
    case 9:
      return { kind: (bits & 15) === 1 ? 'long text' : 'other', bytes };
    default:
      return { kind: 'other', bytes };
  }
}

/** Little-endian IEEE of 2, 4 or 8 bytes; bfloat16 has another exponent. */
function isPlainFloat(reader: BoundedReader, at: number): boolean {
  const exponentBits = { 2: 5, 4: 8, 8: 11 }[reader.u32(at + 4)];
  return (reader.u8(at + 1) & 1) === 0 && reader.u8(at + 13) === exponentBits;
}

/** Values as float32. `bytes` of one: 2, 4 or 8. */
export function floatsIn(data: Uint8Array, bytes: number): Float32Array {
  const copy = data.slice().buffer;
  if (bytes === 4) return new Float32Array(copy);
  return bytes === 8
    ? Float32Array.from(new Float64Array(copy))
    : Float32Array.from(new Uint16Array(copy), fromFloat16);
}

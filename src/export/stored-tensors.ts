import { type Shape, sizeOf } from '../core/shape.ts';
import type { StoredModel, StoredTensor } from '../core/stored-model.ts';
import { type Codes, huffmanDecode, huffmanEncode, packCodes, unpackCodes } from './codes.ts';
import type { NamedTensor, TensorInfo } from './safetensors.ts';

type Coding = StoredModel['coding'];

/** A stored tensor as the tensors of a file: its values, or its codes and what they stand for. */
export function storedParts(
  tensor: StoredTensor,
  { name, shape }: TensorInfo,
  coding: Coding,
): readonly NamedTensor[] {
  const vector = (suffix: string, values: Float32Array | Uint8Array): NamedTensor => ({
    name: `${name}.${suffix}`,
    shape: [values.length],
    dtype: values instanceof Float32Array ? 'F32' : 'U8',
    values,
  });
  switch (tensor.type) {
    case 'float32':
      return [{ name, shape, values: tensor.values }];
    case 'float16':
      return [{ name, shape, dtype: 'F16', values: tensor.values }];
    case 'codebook':
      return [
        vector('codes', codesToBytes(codesOf(tensor), tensor.bits, coding)),
        vector('codebook', tensor.codebook),
      ];
    case 'integer': {
      const scales = vector('scales', tensor.scales);
      if (tensor.values instanceof Int32Array)
        return [{ name, shape, dtype: 'I32', values: tensor.values }, scales];
      if (tensor.bits === 8 && coding === 'packed')
        return [{ name, shape, dtype: 'I8', values: tensor.values }, scales];
      return [vector('codes', codesToBytes(codesOf(tensor), tensor.bits, coding)), scales];
    }
    default:
      return tensor satisfies never;
  }
}

/** What a file holds of a tensor; null where its parts do not fit. */
export function readParts(
  { type, bits = 0, shape, coding }: PartsHeader,
  part: (suffix: '' | '.codes' | '.codebook' | '.scales') => NamedTensor['values'] | null,
): StoredTensor | null {
  const count = sizeOf(shape);
  const whole = part('');
  if (type === 'float32')
    return whole instanceof Float32Array && whole.length === count ? { type, values: whole } : null;
  if (type === 'float16')
    return whole instanceof Uint16Array && whole.length === count ? { type, values: whole } : null;
  if (type === 'integer') return readInteger({ bits, shape, coding }, whole, part);
  if (type !== 'codebook' || !isBits(bits)) return null;
  const indices = bytesToCodes(part('.codes'), { bits, count, coding });
  const codebook = part('.codebook');
  if (indices === null || !(codebook instanceof Float32Array)) return null;
  if (indices.some((index) => index >= codebook.length)) return null;
  return { type, bits, indices, codebook };
}

interface PartsHeader {
  readonly type: string;
  readonly bits?: number;
  readonly shape: Shape;
  readonly coding: Coding;
}

function readInteger(
  { bits, shape, coding }: { bits: number; shape: Shape; coding: Coding },
  whole: NamedTensor['values'] | null,
  part: (suffix: '.codes' | '.scales') => NamedTensor['values'] | null,
): StoredTensor | null {
  const count = sizeOf(shape);
  const scales = part('.scales');
  if (!(scales instanceof Float32Array) || scales.length === 0 || count % scales.length !== 0)
    return null;
  if (whole instanceof Int32Array || whole instanceof Int8Array)
    return whole.length === count && bits === (whole instanceof Int8Array ? 8 : 32)
      ? { type: 'integer', bits, values: whole, scales }
      : null;
  if (!isBits(bits)) return null;
  const codes = bytesToCodes(part('.codes'), { bits, count, coding });
  if (codes === null) return null;
  return { type: 'integer', bits, values: Int8Array.from(codes, (c) => codeOf(c, bits)), scales };
}

const isBits = (bits: number): boolean => Number.isInteger(bits) && bits >= 1 && bits <= 8;

/** A tensor's codes as symbols that are not negative. */
export function codesOf(tensor: Extract<StoredTensor, { type: 'integer' | 'codebook' }>): Codes {
  if (tensor.type === 'codebook') {
    const zero = tensor.codebook.indexOf(0);
    return { symbols: tensor.indices, zero: zero === -1 ? null : zero };
  }
  const { bits, values } = tensor;
  const symbols = Uint8Array.from(values, (value) => symbolOf(value, bits));
  return { symbols, zero: bits === 1 ? null : symbolOf(0, bits) };
}

/** Of one bit the codes are −1 and 1; of more, whole numbers from −2ᵇ⁻¹ up. */
const symbolOf = (value: number, bits: number): number =>
  bits === 1 ? Number(value > 0) : value + 2 ** (bits - 1);
const codeOf = (symbol: number, bits: number): number =>
  bits === 1 ? 2 * symbol - 1 : symbol - 2 ** (bits - 1);

const codesToBytes = (codes: Codes, bits: number, coding: Coding): Uint8Array =>
  coding === 'huffman' ? huffmanEncode(codes) : packCodes(codes.symbols, bits);

function bytesToCodes(
  bytes: NamedTensor['values'] | null,
  { bits, count, coding }: { bits: number; count: number; coding: Coding },
): Uint8Array | null {
  if (!(bytes instanceof Uint8Array)) return null;
  const codes =
    coding === 'huffman' ? huffmanDecode(bytes, count) : unpackCodes(bytes, bits, count);
  if (codes === null || codes.some((code) => code >= 2 ** bits)) return null;
  return coding === 'packed' && bytes.length !== Math.ceil((count * bits) / 8) ? null : codes;
}

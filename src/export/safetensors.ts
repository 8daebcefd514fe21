import { isRecord } from '../core/is-record.ts';

/** The safetensors format (github.com/huggingface/safetensors): a JSON header, then the tensors' bytes, little-endian. */
export interface TensorInfo {
  readonly name: string;
  /** `F32` where it is not said. */
  readonly dtype?: DType;
  readonly shape: readonly number[];
}

/** Of the format's types those that we write. */
const arrays = {
  F32: Float32Array,
  F16: Uint16Array,
  I32: Int32Array,
  I8: Int8Array,
  U8: Uint8Array,
  I64: BigInt64Array,
} as const;

export type DType = keyof typeof arrays;
export type TensorValues =
  | Float32Array
  | Uint16Array
  | Int32Array
  | Int8Array
  | Uint8Array
  | BigInt64Array;

export interface NamedTensor extends TensorInfo {
  readonly values: TensorValues;
}

export type Metadata = Readonly<Record<string, string>>;

export type SafetensorsResult =
  | { readonly ok: true; readonly tensors: readonly NamedTensor[]; readonly metadata: Metadata }
  | { readonly ok: false; readonly message: string };

const lengthBytes = 8;
/** So that the data of an `mmap`ped file is aligned. */
const headerAlignment = 8;
/** The largest network here takes some hundred kilobytes; the reference reader's bound of 100 MB takes seconds to parse. */
const maxHeaderBytes = 2_000_000;

/** A file of tensors in the order given. */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Metadata,
): Uint8Array<ArrayBuffer> {
  const header = encodeHeader(tensors, metadata);
  const file = new Uint8Array(safetensorsByteLength(tensors, metadata));
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, lengthBytes);
  let offset = lengthBytes + header.length;
  for (const { values } of tensors) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return file;
}

/** The exact length of `writeSafetensors`' file, without the values. */
export function safetensorsByteLength(tensors: readonly TensorInfo[], metadata: Metadata): number {
  const dataBytes = tensors.reduce((sum, tensor) => sum + byteLengthOf(tensor), 0);
  return lengthBytes + encodeHeader(tensors, metadata).length + dataBytes;
}

const byteLengthOf = ({ shape, dtype = 'F32' }: Omit<TensorInfo, 'name'>): number =>
  shape.reduce<number>((product, side) => product * side, arrays[dtype].BYTES_PER_ELEMENT);

function encodeHeader(tensors: readonly TensorInfo[], metadata: Metadata): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape, dtype = 'F32' }) => {
    const begin = end;
    end += byteLengthOf({ shape, dtype });
    return [name, { dtype, shape, data_offsets: [begin, end] }];
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const padded = new Uint8Array(Math.ceil(header.length / headerAlignment) * headerAlignment);
  padded.fill(0x20); // spaces, as the format wants
  padded.set(header);
  return padded;
}

/** Tensors in file order. Any bytes may be given: what is not a whole, gapless file of our types is refused in words. */
export function readSafetensors(file: Uint8Array): SafetensorsResult {
  if (file.length < lengthBytes) return refused('it is too short');
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes || lengthBytes + headerBytes > file.length)
    return refused('its header is longer than the file, or than any network takes');
  const header = parseHeader(file.subarray(lengthBytes, lengthBytes + headerBytes));
  if (header === null) return refused('its header is not JSON');
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isMetadata(metadata)) return refused('its metadata is not text');
  const data = file.subarray(lengthBytes + headerBytes);
  return readTensors(entries, data, metadata);
}

const refused = (reason: string): SafetensorsResult => ({
  ok: false,
  message: `This is not a safetensors file of weights: ${reason}`,
});

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(header) ? header : null;
  } catch {
    return null;
  }
}

function readTensors(
  entries: Readonly<Record<string, unknown>>,
  data: Uint8Array,
  metadata: Metadata,
): SafetensorsResult {
  const tensors: NamedTensor[] = [];
  const infos = Object.entries(entries).map(([name, entry]) => ({ name, entry }));
  if (!infos.every(isTensorEntry)) return refused('a tensor is of a type that is not read here');
  infos.sort(
    ({ entry: a }, { entry: b }) =>
      // Of two that begin together the first is empty.
      a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let expected = 0;
  for (const { name, entry } of infos) {
    const { shape, dtype, data_offsets: offsets } = entry;
    const [begin, end] = offsets;
    if (begin !== expected || end - begin !== byteLengthOf(entry) || end > data.length)
      return refused(`the bytes of "${name.slice(0, 80)}" do not fit its shape and place`);
    tensors.push({ name, shape, dtype, values: new arrays[dtype](data.slice(begin, end).buffer) });
    expected = end;
  }
  if (expected !== data.length) return refused('it has bytes that belong to no tensor');
  return { ok: true, tensors, metadata };
}

interface TensorEntry {
  readonly name: string;
  readonly entry: {
    readonly dtype: DType;
    readonly shape: readonly number[];
    readonly data_offsets: readonly [number, number];
  };
}

function isTensorEntry(value: { name: string; entry: unknown }): value is TensorEntry {
  const { entry } = value;
  if (!isRecord(entry) || !isDType(entry['dtype'])) return false;
  const { shape, data_offsets: offsets } = entry;
  return isCounts(shape) && isCounts(offsets) && offsets.length === 2;
}

const isDType = (value: unknown): value is DType =>
  typeof value === 'string' && Object.hasOwn(arrays, value);

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);

const isMetadata = (value: unknown): value is Metadata =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');

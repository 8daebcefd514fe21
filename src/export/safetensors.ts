/** The safetensors format (github.com/huggingface/safetensors): a JSON header, then the tensors' bytes, little-endian. */
export interface TensorInfo {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface NamedTensor extends TensorInfo {
  readonly values: Float32Array;
}

export type Metadata = Readonly<Record<string, string>>;

export type SafetensorsResult =
  | { readonly ok: true; readonly tensors: readonly NamedTensor[]; readonly metadata: Metadata }
  | { readonly ok: false; readonly message: string };

const lengthBytes = 8;
/** So that the data of an `mmap`ped file is aligned. */
const headerAlignment = 8;
/** The reference reader's own bound. */
const maxHeaderBytes = 100_000_000;

/** A file of float32 tensors in the order given. */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Metadata,
): Uint8Array<ArrayBuffer> {
  const header = encodeHeader(tensors, metadata);
  const file = new Uint8Array(safetensorsByteLength(tensors, metadata));
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, lengthBytes);
  const data = new Float32Array(file.buffer, lengthBytes + header.length);
  let offset = 0;
  for (const { values } of tensors) {
    data.set(values, offset);
    offset += values.length;
  }
  return file;
}

/** The exact length of `writeSafetensors`' file, without the values. */
export function safetensorsByteLength(tensors: readonly TensorInfo[], metadata: Metadata): number {
  const dataBytes = tensors.reduce((sum, { shape }) => sum + byteLengthOf(shape), 0);
  return lengthBytes + encodeHeader(tensors, metadata).length + dataBytes;
}

const byteLengthOf = (shape: readonly number[]): number =>
  shape.reduce((product, side) => product * side, Float32Array.BYTES_PER_ELEMENT);

function encodeHeader(tensors: readonly TensorInfo[], metadata: Metadata): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, shape }) => {
    const begin = end;
    end += byteLengthOf(shape);
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }];
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(json);
  const padded = new Uint8Array(Math.ceil(header.length / headerAlignment) * headerAlignment);
  padded.fill(0x20); // spaces, as the format wants
  padded.set(header);
  return padded;
}

/** Tensors in file order. Any bytes may be given: what is not a whole, gapless float32 file is refused in words. */
export function readSafetensors(file: Uint8Array): SafetensorsResult {
  if (file.length < lengthBytes) return refused('it is too short');
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > maxHeaderBytes || lengthBytes + headerBytes > file.length)
    return refused('its header is longer than the file');
  const header = parseHeader(file.subarray(lengthBytes, lengthBytes + headerBytes));
  if (header === null) return refused('its header is not JSON');
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isMetadata(metadata)) return refused('its metadata is not text');
  const data = file.subarray(lengthBytes + headerBytes);
  return readTensors(entries, data, metadata);
}

const refused = (reason: string): SafetensorsResult => ({
  ok: false,
  message: `This is not a safetensors file of float32 weights: ${reason}`,
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
  if (!infos.every(isTensorEntry)) return refused('a tensor is not described as float32');
  infos.sort(
    ({ entry: a }, { entry: b }) =>
      // Of two that begin together the first is empty.
      a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let expected = 0;
  for (const { name, entry } of infos) {
    const { shape, data_offsets: offsets } = entry;
    const [begin, end] = offsets;
    if (begin !== expected || end - begin !== byteLengthOf(shape) || end > data.length)
      return refused(`the bytes of "${name.slice(0, 80)}" do not fit its shape and place`);
    tensors.push({ name, shape, values: new Float32Array(data.slice(begin, end).buffer) });
    expected = end;
  }
  if (expected !== data.length) return refused('it has bytes that belong to no tensor');
  return { ok: true, tensors, metadata };
}

interface TensorEntry {
  readonly name: string;
  readonly entry: {
    readonly dtype: 'F32';
    readonly shape: readonly number[];
    readonly data_offsets: readonly [number, number];
  };
}

function isTensorEntry(value: { name: string; entry: unknown }): value is TensorEntry {
  const { entry } = value;
  if (!isRecord(entry) || entry['dtype'] !== 'F32') return false;
  const { shape, data_offsets: offsets } = entry;
  return isCounts(shape) && isCounts(offsets) && offsets.length === 2;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);

const isMetadata = (value: unknown): value is Metadata =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');

/** Arrays that JSON knows nothing of, by the name they are written with. */
const arrayTypes = { f32: Float32Array, u8: Uint8Array, u16: Uint16Array } as const;
type TypedArray = Float32Array | Uint8Array | Uint16Array;

const mark = '$array';
const alignment = 4;
const textLengthBytes = 4;

/** Plain data with typed arrays in it, as bytes: the length of the JSON, the JSON, and the arrays end to end (little-endian). */
export function encodeTyped(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: { readonly at: number; readonly values: TypedArray }[] = [];
  let end = 0;
  const text = JSON.stringify(value, (_, part: unknown) => {
    const type = typeNameOf(part);
    if (type === null) return part;
    const values = part as TypedArray; // it has a type's name
    const at = end;
    arrays.push({ at, values });
    end = at + Math.ceil(values.byteLength / alignment) * alignment;
    return { [mark]: [type, at, values.length] };
  });
  const json = new TextEncoder().encode(text);
  const start = textLengthBytes + Math.ceil(json.length / alignment) * alignment;
  const bytes = new Uint8Array(start + end);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, textLengthBytes);
  for (const { at, values } of arrays)
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), start + at);
  return bytes;
}

/** Reads what `encodeTyped` wrote; null for any other bytes. Nothing is said of what the data are. */
export function decodeTyped(bytes: Uint8Array): unknown {
  if (bytes.length < textLengthBytes) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > bytes.length - textLengthBytes) return null;
  const start = textLengthBytes + Math.ceil(length / alignment) * alignment;
  const body = bytes.subarray(start);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(
      bytes.subarray(textLengthBytes, textLengthBytes + length),
    );
    return JSON.parse(text, (_, part: unknown) => withArray(part, body));
  } catch {
    return null;
  }
}

/** An array in place of the mark that stands for it. @throws where there is no such array */
function withArray(part: unknown, body: Uint8Array): unknown {
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, mark)) return part;
  const [type, at, length] = (part as Readonly<Record<string, unknown[]>>)[mark] ?? [];
  const Type = arrayTypes[type as keyof typeof arrayTypes]; // undefined for any other
  if (Type === undefined || !isPlace(at) || !isPlace(length)) throw new Error('no such array');
  const end = at + length * Type.BYTES_PER_ELEMENT;
  if (end > body.length) throw new Error('an array that ends outside');
  return new Type(body.slice(at, end).buffer);
}

const isPlace = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

const typeNameOf = (value: unknown): string | null =>
  Object.entries(arrayTypes).find(([, Type]) => value instanceof Type)?.[0] ?? null;

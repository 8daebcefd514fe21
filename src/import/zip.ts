import { refuse } from './refusal.ts';

interface Entry {
  readonly isStored: boolean;
  readonly start: number;
  readonly packedBytes: number;
  readonly bytes: number;
}

/** Files of a network are few. */
const mostEntries = 1000;
/** Weights that are mostly zeros shrink to a tenth; what grows more than this is made to fill memory. */
const mostGrowth = 16;
const alwaysAllowedBytes = 4e6;
const endBytes = 22;
const longestComment = 65_535;
const methods = { stored: 0, deflated: 8 };

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

const damaged = (): never => refuse('The zip file is damaged or cut short');

/** A zip file's entries by name; each is unpacked when it is read, within bounds. */
export class Zip {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #entries: ReadonlyMap<string, Entry>;
  #unpackedBytes = 0;
  #packedBytes = 0;

  /** @throws Refusal */
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#entries = entriesOf(bytes);
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** @throws Refusal */
  async read(name: string): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return refuse(`The file has no ${name} in it`);
    const { isStored, start, packedBytes, bytes } = entry;
    const packed = this.#bytes.subarray(start, start + packedBytes);
    this.#packedBytes += packedBytes;
    if (this.#packedBytes > this.#bytes.length) damaged(); // entries that share their bytes
    if (isStored) return packed;
    this.#unpackedBytes += bytes;
    if (this.#unpackedBytes > Math.max(alwaysAllowedBytes, mostGrowth * this.#bytes.length))
      refuse('The zip file would grow to more than any network of its size takes');
    return await inflate(packed, bytes);
  }
}

/** Exactly so many bytes. @throws Refusal */
async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  bytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Uint8Array(bytes);
  const reader = new Blob([packed])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .getReader();
  let filled = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      if (filled + value.length > bytes) damaged();
      unpacked.set(value, filled);
      filled += value.length;
    }
  } catch {
    damaged();
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return filled === bytes ? unpacked : damaged();
}

/** By the directory at the end: local headers may leave sizes open. */
function entriesOf(bytes: Uint8Array): ReadonlyMap<string, Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  const count = view.getUint16(end + 10, true);
  if (count > mostEntries) refuse('The zip file has more entries than any network');
  const entries = new Map<string, Entry>();
  let at = view.getUint32(end + 16, true);
  for (let place = 0; place < count; place++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) damaged();
    const nameBytes = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    entries.set(name, entryAt(view, at));
    at += 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOf(view: DataView): number {
  const first = Math.max(0, view.byteLength - endBytes - longestComment);
  for (let at = view.byteLength - endBytes; at >= first; at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return damaged();
}

function entryAt(view: DataView, at: number): Entry {
  const method = view.getUint16(at + 10, true);
  const isKnown = method === methods.stored || method === methods.deflated;
  if (!isKnown || (view.getUint16(at + 8, true) & 1) === 1)
    refuse('The zip file is encrypted, or packed in a way that is not read here');
  const packedBytes = view.getUint32(at + 20, true);
  const bytes = view.getUint32(at + 24, true);
  const local = view.getUint32(at + 42, true);
  if (local + 30 > view.byteLength || view.getUint32(local, true) !== 0x04034b50) damaged();
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const isStored = method === methods.stored;
  if (start + packedBytes > view.byteLength || (isStored && bytes !== packedBytes)) damaged();
  return { isStored, start, packedBytes, bytes };
}

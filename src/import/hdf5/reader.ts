import { refuse } from '../refusal.ts';

/** Structures that may be read in one file: a network of 100 layers with an optimizer's state takes some ten thousand. */
const mostReads = 100_000;
/** A network's description and the names of its weights. */
const mostTextBytes = 64e6;
/** Of a group or a dataset. */
const longestName = 1024;
const decoder = new TextDecoder();

export const damaged = (): never => refuse('The HDF5 file is damaged or cut short');

/** Bytes of a file, little-endian, within bounds. Every structure counts, so that none that points to itself is read for ever. */
export class BoundedReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #reads = 0;
  #textBytes = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Called for each structure. @throws Refusal */
  count(): void {
    if (++this.#reads > mostReads) damaged();
  }

  u8(at: number): number {
    return this.#view.getUint8(this.#within(at, 1));
  }

  u16(at: number): number {
    return this.#view.getUint16(this.#within(at, 2), true);
  }

  u32(at: number): number {
    return this.#view.getUint32(this.#within(at, 4), true);
  }

  /** Exact below 2⁵³; `undefinedAddress` and the like come out larger than any file. */
  u64(at: number): number {
    return this.u32(at + 4) * 2 ** 32 + this.u32(at);
  }

  /** A whole number of 1, 2, 4 or 8 bytes. */
  uint(at: number, size: number): number {
    if (size === 1) return this.u8(at);
    if (size === 2) return this.u16(at);
    return size === 4 ? this.u32(at) : this.u64(at);
  }

  slice(at: number, length: number): Uint8Array {
    return this.bytes.subarray(this.#within(at, length), at + length);
  }

  /** A name up to its zero byte. */
  name(at: number): string {
    return this.text(at, Math.min(longestName, this.bytes.length - at));
  }

  /** Text of `length` bytes, or up to its zero byte. */
  text(at: number, length: number): string {
    const bytes = this.slice(at, length);
    this.#textBytes += length;
    if (this.#textBytes > mostTextBytes) damaged();
    const end = bytes.indexOf(0);
    return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
  }

  /** @throws Refusal where these four letters are not there */
  expect(at: number, signature: string): void {
    this.count();
    if (decoder.decode(this.slice(at, 4)) !== signature) damaged();
  }

  #within(at: number, length: number): number {
    const isWithin = at >= 0 && length >= 0 && at + length <= this.bytes.length;
    return isWithin ? at : damaged();
  }
}

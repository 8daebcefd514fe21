/** Writes numbers of a few bits one after another, lowest bit first. */
export class BitWriter {
  #bytes = new Uint8Array(64);
  #bits = 0;

  /** The lowest `count` (at most 32) bits of a whole number that is not negative. */
  write(value: number, count: number): void {
    if (this.#bits + count > this.#bytes.length * 8) this.#grow(count);
    for (let bit = 0; bit < count; bit++) {
      if ((value >>> bit) & 1) {
        const byte = this.#bits >>> 3;
        this.#bytes[byte] = (this.#bytes[byte] ?? 0) | (1 << (this.#bits & 7));
      }
      this.#bits++;
    }
  }

  /** What was written, the last byte filled up with zeros. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, Math.ceil(this.#bits / 8));
  }

  #grow(count: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#bytes.length + count));
    bytes.set(this.#bytes);
    this.#bytes = bytes;
  }
}

/** Reads what a `BitWriter` wrote; past the end every bit is 0, and `isPast` says so. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #bits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isPast(): boolean {
    return this.#bits > this.#bytes.length * 8;
  }

  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit++) {
      const byte = this.#bytes[this.#bits >>> 3] ?? 0;
      value += ((byte >>> (this.#bits & 7)) & 1) * 2 ** bit;
      this.#bits++;
    }
    return value;
  }
}

import { refuse } from '../refusal.ts';

/** A field of a message: a whole number, or bytes of a text, of numbers or of a message inside. */
export interface ProtobufField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** A network of 100 layers has some thousand nodes. */
const mostFields = 200_000;
const damaged = (): never => refuse('The ONNX file is damaged or cut short');

/** Reads messages of one file, field by field; what nobody asks for is passed over. */
export class ProtobufReader {
  #fields = 0;

  /** @throws Refusal */
  *fields(message: Uint8Array): Generator<ProtobufField> {
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    let at = 0;
    const varint = (): number => {
      let value = 0;
      for (let place = 0; place < 10; place++) {
        if (at >= message.length) damaged();
        const byte = view.getUint8(at++);
        value += (byte & 127) * 2 ** (7 * place);
        if (byte < 128) return value;
      }
      return damaged();
    };
    while (at < message.length) {
      if (++this.#fields > mostFields) damaged();
      const tag = varint();
      const number = Math.floor(tag / 8);
      if (tag % 8 === 0) yield { number, value: varint() };
      else {
        const length = { 1: 8, 2: -1, 5: 4 }[tag % 8] ?? damaged();
        const bytes = length === -1 ? varint() : length;
        if (at + bytes > message.length) damaged();
        yield { number, value: message.subarray(at, at + bytes) };
        at += bytes;
      }
    }
  }

  /** All messages, texts or bytes of a field. */
  parts(message: Uint8Array, number: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    for (const field of this.fields(message))
      if (field.number === number && field.value instanceof Uint8Array) found.push(field.value);
    return found;
  }
}

import { sizeOf } from '../../core/shape.ts';
import { refuse } from '../refusal.ts';
import { linksIn } from './links.ts';
import { type Message, messagesAt } from './messages.ts';
import { BoundedReader, damaged } from './reader.ts';
import { floatsIn, shapeAt, typeAt } from './types.ts';

/** Where an HDF5 file keeps what is read here (HDF5 file format specification, version 3). */
const messageTypes = { dataspace: 0x01, datatype: 0x03, layout: 0x08, attribute: 0x0c };
const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

export const isHdf5 = (bytes: Uint8Array): boolean =>
  signature.every((byte, place) => bytes[place] === byte);

/** The root group. Nothing is read before it is asked for. @throws Refusal, as all reading does */
export function openHdf5(bytes: Uint8Array): Hdf5Object {
  const reader = new BoundedReader(bytes);
  const version = reader.u8(8);
  const sizesAt = version < 2 ? 13 : 9;
  if (reader.u8(sizesAt) !== 8 || reader.u8(sizesAt + 1) !== 8 || version > 3) damaged();
  const rootAt = { 0: 64, 1: 68 }[version] ?? 36;
  return new Hdf5Object(reader, reader.u64(rootAt));
}

/** A group or a dataset. */
export class Hdf5Object {
  readonly #reader: BoundedReader;
  readonly #messages: readonly Message[];
  #links: ReadonlyMap<string, number> | null = null;

  constructor(reader: BoundedReader, address: number) {
    this.#reader = reader;
    this.#messages = messagesAt(reader, address);
  }

  /** A member by its path, `dense/kernel`; null where there is none. */
  child(path: string): Hdf5Object | null {
    const [name = '', ...rest] = path.split('/').filter((part) => part !== '');
    this.#links ??= linksIn(this.#reader, this.#messages);
    const address = this.#links.get(name);
    if (address === undefined) return null;
    const member = new Hdf5Object(this.#reader, address);
    return rest.length === 0 ? member : member.child(rest.join('/'));
  }

  /** An attribute's text, or texts; null where there is none. */
  texts(name: string): readonly string[] | null {
    for (const { type, at } of this.#messages) {
      if (type !== messageTypes.attribute) continue;
      const attribute = this.#attribute(at);
      if (attribute.name === name) return attribute.texts();
    }
    return null;
  }

  /** Of a dataset of floats; null for anything else. */
  get shape(): readonly number[] | null {
    const space = this.#message('dataspace');
    const type = this.#message('datatype');
    if (space === null || type === null) return null;
    return typeAt(this.#reader, type.at).kind === 'float' ? shapeAt(this.#reader, space.at) : null;
  }

  /** The values of a dataset of floats. */
  floats(): Float32Array {
    const [type, layout] = [this.#message('datatype'), this.#message('layout')];
    const { shape } = this;
    if (type === null || layout === null || shape === null) return damaged();
    const { bytes } = typeAt(this.#reader, type.at);
    const length = sizeOf(shape) * bytes;
    return floatsIn(this.#reader.slice(this.#dataAt(layout), length), bytes);
  }

  #message(type: keyof typeof messageTypes): Message | null {
    return this.#messages.find((message) => message.type === messageTypes[type]) ?? null;
  }

  #dataAt({ at }: Message): number {
    const version = this.#reader.u8(at);
    const kind = this.#reader.u8(at + 1);
    if (version === 3 || version === 4) {
      if (kind === 0) return at + 4;
      if (kind === 1) return this.#reader.u64(at + 2);
    }
    return refuse(
      'The HDF5 file keeps its weights in pieces or compressed, which is not read here: save the model again with Keras',
    );
  }

  #attribute(at: number) {
    const reader = this.#reader;
    const version = reader.u8(at);
    const padded = (length: number) => (version === 1 ? Math.ceil(length / 8) * 8 : length);
    const nameAt = at + (version === 3 ? 9 : 8);
    const nameBytes = reader.u16(at + 2);
    const typeStart = nameAt + padded(nameBytes);
    const spaceStart = typeStart + padded(reader.u16(at + 4));
    const dataStart = spaceStart + padded(reader.u16(at + 6));
    return {
      name: reader.text(nameAt, nameBytes),
      texts: () => this.#textsAt(dataStart, { typeStart, spaceStart }),
    };
  }

  #textsAt(
    at: number,
    { typeStart, spaceStart }: { typeStart: number; spaceStart: number },
  ): readonly string[] | null {
    const { kind, bytes } = typeAt(this.#reader, typeStart);
    if (kind !== 'text' && kind !== 'long text') return null;
    const count = sizeOf(shapeAt(this.#reader, spaceStart));
    const texts: string[] = [];
    for (let place = 0; place < count; place++) {
      this.#reader.count();
      const start = at + place * bytes;
      texts.push(kind === 'text' ? this.#reader.text(start, bytes) : this.#longText(start));
    }
    return texts;
  }

  /** A text in the global heap. */
  #longText(at: number): string {
    const reader = this.#reader;
    const length = reader.u32(at);
    const heap = reader.u64(at + 4);
    const wanted = reader.u32(at + 12);
    reader.expect(heap, 'GCOL');
    const end = heap + reader.u64(heap + 8);
    for (let entry = heap + 16; entry + 16 <= end; ) {
      reader.count();
      const index = reader.u16(entry);
      if (index === wanted) return reader.text(entry + 16, length);
      if (index === 0) break;
      entry += 16 + Math.ceil(reader.u64(entry + 8) / 8) * 8;
    }
    return damaged();
  }
}

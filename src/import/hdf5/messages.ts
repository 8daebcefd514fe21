import { type BoundedReader, damaged } from './reader.ts';

/** A message of an object's header: `at` is where its data begin. */
export interface Message {
  readonly type: number;
  readonly at: number;
  readonly length: number;
}

interface Block {
  readonly at: number;
  readonly end: number;
}

const continuation = 0x10;
const isShared = (flags: number): boolean => (flags & 2) !== 0;

/** All messages of the object whose header is at an address, those of its continuations too. */
export function messagesAt(reader: BoundedReader, address: number): readonly Message[] {
  reader.count();
  return reader.u8(address) === 1 ? oldMessages(reader, address) : newMessages(reader, address);
}

function oldMessages(reader: BoundedReader, address: number): Message[] {
  const prefix = 16;
  const start = address + prefix;
  const messages: Message[] = [];
  const blocks: Block[] = [{ at: start, end: start + reader.u32(address + 8) }];
  for (const block of blocks) {
    for (let at = block.at; at + 8 <= block.end; ) {
      reader.count();
      const message = { type: reader.u16(at), length: reader.u16(at + 2), at: at + 8 };
      at += 8 + message.length;
      if (message.type === continuation) blocks.push(continued(reader, message));
      else if (!isShared(reader.u8(message.at - 4))) messages.push(message);
    }
  }
  return messages;
}

function continued(reader: BoundedReader, { at }: Message): Block {
  const start = reader.u64(at);
  return { at: start, end: start + reader.u64(at + 8) };
}

const checksumBytes = 4;

function newMessages(reader: BoundedReader, address: number): Message[] {
  reader.expect(address, 'OHDR');
  if (reader.u8(address + 4) !== 2) damaged();
  const flags = reader.u8(address + 5);
  const sizeBytes = 2 ** (flags & 3);
  const sizeAt = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const start = sizeAt + sizeBytes;
  const prefix = flags & 4 ? 6 : 4;
  const messages: Message[] = [];
  const blocks: Block[] = [{ at: start, end: start + reader.uint(sizeAt, sizeBytes) }];
  for (const block of blocks) {
    for (let at = block.at; at + prefix <= block.end; ) {
      reader.count();
      const message = { type: reader.u8(at), length: reader.u16(at + 1), at: at + prefix };
      if (message.type === continuation) {
        const { at: next, end } = continued(reader, message);
        reader.expect(next, 'OCHK');
        blocks.push({ at: next + 4, end: end - checksumBytes });
      } else if (!isShared(reader.u8(at + 3))) messages.push(message);
      at = message.at + message.length;
    }
  }
  return messages;
}

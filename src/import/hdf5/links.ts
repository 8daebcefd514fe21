import { heapBlocks } from './heap.ts';
import type { Message } from './messages.ts';
import { type BoundedReader, damaged } from './reader.ts';

const linkInfo = 0x02;
const link = 0x06;
const symbolTable = 0x11;
const farthest = 2 ** 63;

/** Names of a group's members and the addresses of their headers. */
export function linksIn(
  reader: BoundedReader,
  messages: readonly Message[],
): ReadonlyMap<string, number> {
  const links = new Map<string, number>();
  for (const { type, at } of messages) {
    if (type === symbolTable) readSymbolTable(reader, at, links);
    else if (type === link) readLink(reader, at, links);
    else if (type === linkInfo) readDenseLinks(reader, at, links);
  }
  return links;
}

type Links = Map<string, number>;

function readSymbolTable(reader: BoundedReader, at: number, links: Links): void {
  const heap = reader.u64(at + 8);
  reader.expect(heap, 'HEAP');
  const names = reader.u64(heap + 24);
  const nodes = [reader.u64(at)];
  for (const node of nodes) {
    reader.expect(node, 'TREE');
    const level = reader.u8(node + 5);
    const children = Array.from({ length: reader.u16(node + 6) }, (_, place) => {
      reader.count();
      return reader.u64(node + 32 + 16 * place);
    });
    if (level > 0) nodes.push(...children);
    else for (const child of children) readSymbols(reader, { at: child, names }, links);
  }
}

function readSymbols(
  reader: BoundedReader,
  { at, names }: { at: number; names: number },
  links: Links,
): void {
  reader.expect(at, 'SNOD');
  const entryBytes = 40;
  const count = reader.u16(at + 6);
  for (let entry = at + 8; entry < at + 8 + count * entryBytes; entry += entryBytes) {
    reader.count();
    links.set(reader.name(names + reader.u64(entry)), reader.u64(entry + 8));
  }
}

/** Gives back where the message ends. */
function readLink(reader: BoundedReader, at: number, links: Links): number {
  reader.count();
  if (reader.u8(at) !== 1) damaged();
  const flags = reader.u8(at + 1);
  let next = at + 2;
  const isHard = flags & 8 ? reader.u8(next++) === 0 : true;
  next += (flags & 4 ? 8 : 0) + (flags & 16 ? 1 : 0);
  const lengthBytes = 2 ** (flags & 3);
  const length = reader.uint(next, lengthBytes);
  next += lengthBytes;
  // A soft link only says a path, and Keras writes none.
  if (!isHard) return damaged();
  links.set(reader.text(next, length), reader.u64(next + length));
  return next + length + 8;
}

/** Groups of many members keep them as link messages in a heap, block after block. */
function readDenseLinks(reader: BoundedReader, at: number, links: Links): void {
  const heap = reader.u64(at + 2 + (reader.u8(at + 1) & 1 ? 8 : 0));
  if (heap >= farthest) return;
  for (const { start, end } of heapBlocks(reader, heap))
    for (let next = start; next < end && reader.u8(next) === 1; )
      next = readLink(reader, next, links);
}

import { type BoundedReader, damaged } from './reader.ts';

interface Block {
  readonly start: number;
  readonly end: number;
}

const nowhere = 2 ** 63;

/** Where the objects of a fractal heap lie, in the order that they were put there. */
export function heapBlocks(reader: BoundedReader, heap: number): readonly Block[] {
  reader.expect(heap, 'FRHP');
  const hasChecksums = (reader.u8(heap + 9) & 2) !== 0;
  const [width, firstBytes] = [reader.u16(heap + 110), reader.u64(heap + 112)];
  const offsetBytes = Math.ceil(reader.u16(heap + 128) / 8);
  const [root, rows] = [reader.u64(heap + 132), reader.u16(heap + 140)];
  const headBytes = 13 + offsetBytes;
  const blockAt = (address: number, bytes: number): Block => {
    reader.expect(address, 'FHDB');
    return { start: address + headBytes + (hasChecksums ? 4 : 0), end: address + bytes };
  };
  if (rows === 0) return [blockAt(root, firstBytes)];
  reader.expect(root, 'FHIB');
  const largest = reader.u64(heap + 120);
  const blocks: Block[] = [];
  for (let row = 0; row < rows; row++) {
    // The first two rows are of the first size, each after them of twice the one before.
    const bytes = firstBytes * 2 ** Math.max(0, row - 1);
    if (bytes > largest) return damaged();
    for (let column = 0; column < width; column++) {
      reader.count();
      const address = reader.u64(root + headBytes + 8 * (row * width + column));
      if (address < nowhere) blocks.push(blockAt(address, bytes));
    }
  }
  return blocks;
}

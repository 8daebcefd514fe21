import type { BitReader, BitWriter } from './bits.ts';

/** A canonical code of symbols 0–255: only the lengths need to be stored, 6 bits each. */
export interface HuffmanCode {
  /** Bits of each symbol's code, 0 for one that never occurs. */
  readonly lengths: readonly number[];
}

const symbols = 256;
const lengthBits = 6;
/** Twenty million tokens give no longer code: lengths grow with the logarithm of the counts (Fibonacci). */
const mostBits = 40;

/** The shortest code for how often each symbol occurs (Huffman 1952). */
export function huffmanCode(counts: readonly number[]): HuffmanCode {
  const lengths = new Array<number>(symbols).fill(0);
  let trees = counts.flatMap((count, symbol) => (count > 0 ? [{ count, members: [symbol] }] : []));
  if (trees.length === 1) lengths[trees[0]?.members[0] ?? 0] = 1;
  while (trees.length > 1) {
    trees = trees.toSorted((a, b) => b.count - a.count);
    const [second, first] = trees.splice(-2) as [Tree, Tree]; // at least two are left
    const members = [...first.members, ...second.members];
    for (const symbol of members) lengths[symbol] = (lengths[symbol] ?? 0) + 1;
    trees.push({ count: first.count + second.count, members });
  }
  return { lengths };
}

interface Tree {
  readonly count: number;
  readonly members: number[];
}

/** How many bits tokens take, and the table before them. */
export const huffmanBits = ({ lengths }: HuffmanCode, counts: readonly number[]): number =>
  tableBits(lengths) + counts.reduce((sum, count, i) => sum + count * (lengths[i] ?? 0), 0);

const lastUsed = (lengths: readonly number[]): number =>
  lengths.findLastIndex((length) => length > 0);
const tableBits = (lengths: readonly number[]): number => 8 + (lastUsed(lengths) + 1) * lengthBits;

export function writeCode(writer: BitWriter, { lengths }: HuffmanCode): void {
  const last = Math.max(0, lastUsed(lengths));
  writer.write(last, 8);
  for (let symbol = 0; symbol <= last; symbol++) writer.write(lengths[symbol] ?? 0, lengthBits);
}

export function readCode(reader: BitReader): HuffmanCode {
  const lengths = new Array<number>(symbols).fill(0);
  const last = reader.read(8);
  for (let symbol = 0; symbol <= last; symbol++) lengths[symbol] = reader.read(lengthBits);
  return { lengths };
}

/** Writes a symbol's code, its first bit first. */
export function symbolWriter(writer: BitWriter, code: HuffmanCode): (symbol: number) => void {
  const codes = new Map(canonical(code).map(({ symbol, bits }) => [symbol, bits]));
  return (symbol) => {
    const length = code.lengths[symbol] ?? 0;
    const bits = codes.get(symbol) ?? 0;
    for (let bit = length - 1; bit >= 0; bit--) writer.write(Math.floor(bits / 2 ** bit) % 2, 1);
  };
}

/** Reads one symbol after another; null when no code fits. */
export function symbolReader(reader: BitReader, code: HuffmanCode): () => number | null {
  const known = new Map(
    canonical(code).map(({ symbol, length, bits }) => [length * 2 ** 32 + bits, symbol]),
  );
  return () => {
    let bits = 0;
    for (let length = 1; length <= mostBits; length++) {
      bits = bits * 2 + reader.read(1);
      if (reader.isPast) return null;
      const symbol = known.get(length * 2 ** 32 + bits);
      if (symbol !== undefined) return symbol;
    }
    return null;
  };
}

/** Codes in order of length, then of symbol: what the lengths alone determine (RFC 1951, 3.2.2). */
function canonical({ lengths }: HuffmanCode) {
  const used = lengths.flatMap((length, symbol) => (length > 0 ? [{ symbol, length }] : []));
  used.sort((a, b) => a.length - b.length || a.symbol - b.symbol);
  let bits = 0;
  let before = used[0]?.length ?? 0;
  return used.map(({ symbol, length }, index) => {
    if (index > 0) bits = (bits + 1) * 2 ** (length - before);
    before = length;
    return { symbol, length, bits };
  });
}

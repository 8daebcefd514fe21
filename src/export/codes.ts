import { BitReader, BitWriter } from './bits.ts';
import {
  huffmanBits,
  huffmanCode,
  readCode,
  symbolReader,
  symbolWriter,
  writeCode,
} from './huffman.ts';

/** Codes of one tensor as symbols 0–255, and the one that stands for a weight of zero, where there is one. */
export interface Codes {
  readonly symbols: Uint8Array;
  readonly zero: number | null;
}

/** Codes of `bits` bits each, one after another. */
export function packCodes(symbols: Uint8Array, bits: number): Uint8Array {
  const writer = new BitWriter();
  for (const symbol of symbols) writer.write(symbol, bits);
  return writer.finish();
}

export function unpackCodes(bytes: Uint8Array, bits: number, count: number): Uint8Array {
  const reader = new BitReader(bytes);
  return Uint8Array.from({ length: count }, () => reader.read(bits));
}

/** A gap of this many zeros says that no value follows yet. */
const longestGap = 255;

/**
 * Codes by Huffman, in the shorter of two ways: every code, or, where most are zero, the run of zeros before each other
 * code and that code (the relative index of Deep Compression, both parts coded).
 */
export function huffmanEncode({ symbols, zero }: Codes): Uint8Array {
  const counts = countsOf(symbols);
  const code = huffmanCode(counts);
  const sparse = zero === null ? null : gapsOf(symbols, zero);
  const writer = new BitWriter();
  if (sparse === null || sparse.bits >= huffmanBits(code, counts)) {
    writer.write(0, 1);
    writeCode(writer, code);
    const write = symbolWriter(writer, code);
    for (const symbol of symbols) write(symbol);
    return writer.finish();
  }
  const { gaps, values, gapCode, valueCode } = sparse;
  writer.write(1, 1);
  writer.write(zero ?? 0, 8);
  writer.write(gaps.length, 32);
  writeCode(writer, gapCode);
  writeCode(writer, valueCode);
  const writeGap = symbolWriter(writer, gapCode);
  const writeValue = symbolWriter(writer, valueCode);
  let next = 0;
  for (const gap of gaps) {
    writeGap(gap);
    if (gap < longestGap) writeValue(values[next++] ?? 0);
  }
  return writer.finish();
}

/** The reverse; null for what `huffmanEncode` never writes. */
export function huffmanDecode(bytes: Uint8Array, count: number): Uint8Array | null {
  const reader = new BitReader(bytes);
  if (reader.read(1) === 0) {
    const read = symbolReader(reader, readCode(reader));
    const symbols = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const symbol = read();
      if (symbol === null) return null;
      symbols[i] = symbol;
    }
    return symbols;
  }
  return decodeGaps(reader, count);
}

function decodeGaps(reader: BitReader, count: number): Uint8Array | null {
  const symbols = new Uint8Array(count).fill(reader.read(8));
  const gapCount = reader.read(32);
  const readGap = symbolReader(reader, readCode(reader));
  const readValue = symbolReader(reader, readCode(reader));
  let at = 0;
  for (let i = 0; i < gapCount; i++) {
    const gap = readGap();
    if (gap === null) return null;
    at += gap;
    if (at > count) return null;
    if (gap === longestGap) continue;
    const value = readValue();
    if (value === null || at >= count) return null;
    symbols[at++] = value;
  }
  return symbols;
}

function gapsOf(symbols: Uint8Array, zero: number) {
  const gaps: number[] = [];
  const values: number[] = [];
  let gap = 0;
  for (const symbol of symbols) {
    if (symbol === zero) {
      gap++;
      if (gap < longestGap) continue;
      gaps.push(longestGap);
      gap = 0;
      continue;
    }
    gaps.push(gap);
    values.push(symbol);
    gap = 0;
  }
  const [gapCounts, valueCounts] = [countsOf(gaps), countsOf(values)];
  const [gapCode, valueCode] = [huffmanCode(gapCounts), huffmanCode(valueCounts)];
  const bits = 40 + huffmanBits(gapCode, gapCounts) + huffmanBits(valueCode, valueCounts);
  return { gaps, values, gapCode, valueCode, bits };
}

function countsOf(symbols: ArrayLike<number>): number[] {
  const counts = new Array<number>(256).fill(0);
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i] ?? 0;
    counts[symbol] = (counts[symbol] ?? 0) + 1;
  }
  return counts;
}

import { expect, test } from 'vitest';
import { BitWriter } from './bits.ts';
import { huffmanDecode, huffmanEncode } from './codes.ts';
import { writeCode } from './huffman.ts';

test('gaps that never end, in few bytes, are refused at once', () => {
  const only = (symbol: number) => ({
    lengths: Array.from({ length: 256 }, (_, at) => (at === symbol ? 1 : 0)),
  });
  const writer = new BitWriter();
  writer.write(1, 1);
  writer.write(0, 8);
  writer.write(0xffff_ffff, 32);
  writeCode(writer, only(255));
  writeCode(writer, only(0));
  expect(huffmanDecode(writer.finish(), 1000)).toBeNull();
});

test('zeros up to the end come back', () => {
  const symbols = Uint8Array.from({ length: 2000 }, (_, at) => (at === 3 ? 7 : 0));
  expect(huffmanDecode(huffmanEncode({ symbols, zero: 0 }), 2000)).toEqual(symbols);
});

test('Huffman codes that are cut short are no codes', () => {
  const symbols = Uint8Array.from({ length: 1000 }, (_, place) =>
    place % 5 === 0 ? place % 7 : 0,
  );
  const bytes = huffmanEncode({ symbols, zero: null });
  expect(huffmanDecode(bytes, 1000)).toEqual(symbols);
  expect(huffmanDecode(bytes.slice(0, -50), 1000)).toBeNull();
});

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256, sha256Hex } from './sha256.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('the empty message and "abc" have the digests of FIPS 180-4', async () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(hex(sha256(new Uint8Array(0)))).toBe(empty);
  expect(hex(sha256(new TextEncoder().encode('abc')))).toBe(abc);
  expect(await sha256Hex(new TextEncoder().encode('abc'))).toBe(abc);
});

test('any bytes have the digest that OpenSSL gives, also from within a larger buffer', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(bytes, fc.nat(7), (content, start) => {
      const part = content.subarray(Math.min(start, content.length));
      expect(hex(sha256(part))).toBe(createHash('sha256').update(part).digest('hex'));
    }),
  );
});

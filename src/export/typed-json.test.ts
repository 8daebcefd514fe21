import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTyped, encodeTyped } from './typed-json.ts';

const typedArray = fc.oneof(fc.float32Array({ noNaN: true }), fc.uint8Array(), fc.uint16Array());
const plain = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), typedArray);
test('plain data come back as they were, typed arrays and all', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), plain)), (value) => {
      expect(decodeTyped(encodeTyped(value))).toEqual(value);
    }),
    { numRuns: 100 },
  );
});

test('other bytes are null, never an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      decodeTyped(bytes);
    }),
  );
  const whole = encodeTyped({ a: new Float32Array([1, 2]) });
  for (let length = 0; length < whole.length; length++)
    expect(decodeTyped(whole.subarray(0, length))).toBeNull();
});

test('an array that would lie outside is refused', () => {
  const bytes = encodeTyped({ a: { $array: ['f32', 0, 5] } });
  expect(decodeTyped(bytes)).toBeNull();
});

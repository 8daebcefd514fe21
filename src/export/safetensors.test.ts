import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultsOf } from '../core/fields.ts';
import { initialWeights } from '../core/initialize.ts';
import { presets } from '../core/presets.ts';
import { floatModel } from '../core/stored-model.ts';
import { trainingFields } from '../core/training-setup.ts';
import { parseRecipe } from '../core/validate.ts';
import { modelFileByteLength, weightInfos, writeModelFile } from './model-file.ts';
import { readSafetensors, safetensorsByteLength, writeSafetensors } from './safetensors.ts';

const tensor = fc
  .array(fc.nat(4), { maxLength: 4 })
  .chain((shape) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = fc.float32Array({ minLength: size, maxLength: size });
    return fc.record({
      name: fc.string({ unit: 'grapheme' }),
      dtype: fc.constant('F32' as const),
      shape: fc.constant(shape),
      values,
    });
  })
  .filter(({ name }) => name !== '__metadata__' && name !== '__proto__');
const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name, maxLength: 6 });
const metadata = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), {
  noNullPrototype: true,
});

test('what was written is read again, to the bit, and is as long as said', () => {
  fc.assert(
    fc.property(tensors, metadata, (written, words) => {
      const file = writeSafetensors(written, words);
      expect(file.length).toBe(safetensorsByteLength(written, words));
      const read = readSafetensors(file);
      if (!read.ok) throw new Error(read.message);
      expect(read.metadata).toEqual(words);
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      expect([...read.tensors].sort(byName)).toEqual([...written].sort(byName));
    }),
  );
});

test('the header is padded so that the data is aligned to 8 bytes', () => {
  const file = writeSafetensors([{ name: 'é', shape: [1], values: new Float32Array([1]) }], {});
  expect(new DataView(file.buffer).getBigUint64(0, true) % 8n).toBe(0n);
});

test('random bytes and cut or altered files never crash the reader', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => !readSafetensors(bytes).ok));
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), length: fc.nat() });
  fc.assert(
    fc.property(tensors, change, (written, { at, byte, length }) => {
      const file = writeSafetensors(written, {});
      expect(readSafetensors(file.subarray(0, length % file.length)).ok).toBe(false);
      file[at % file.length] = byte;
      expect(() => readSafetensors(file)).not.toThrow();
    }),
  );
});

const fileOf = (header: unknown, dataBytes: number) => {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  return file;
};
const entry = (shape: number[], offsets: number[], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: offsets,
});

test.each([
  ['a header of 2⁶³ bytes', new Uint8Array(8).fill(255)],
  ['a list for a header', fileOf([], 0)],
  ['another type', fileOf({ a: entry([1], [0, 4], 'F16') }, 4)],
  ['a negative side', fileOf({ a: entry([-1, -1], [0, 4]) }, 4)],
  ['a shape of a million million', fileOf({ a: entry([1e6, 1e6], [0, 4]) }, 4)],
  ['a place beyond the end', fileOf({ a: entry([2], [0, 8]) }, 4)],
  ['a gap', fileOf({ a: entry([1], [4, 8]) }, 8)],
  ['an overlap', fileOf({ a: entry([1], [0, 4]), b: entry([1], [0, 4]) }, 4)],
  ['bytes of no tensor', fileOf({ a: entry([1], [0, 4]) }, 8)],
  ['metadata that is not text', fileOf({ __metadata__: { a: 1 } }, 0)],
])('%s is refused in words', (_, file) => {
  const read = readSafetensors(file);
  expect(read).toMatchObject({ ok: false, message: expect.stringContaining('not a safetensors') });
});

test.each(presets.map((preset) => [preset.label, preset.architecture] as const))(
  'the file of %s has the length that was told without weights, and holds the recipe',
  (_, architecture) => {
    const recipe = { architecture, setup: defaultsOf(trainingFields) };
    const file = writeModelFile(recipe, floatModel(recipe, initialWeights(architecture, 1)));
    expect(file.length).toBe(modelFileByteLength(recipe));
    const read = readSafetensors(file);
    if (!read.ok) throw new Error(read.message);
    expect(read.tensors.map(({ name, shape }) => ({ name, shape }))).toEqual(
      weightInfos(architecture),
    );
    expect(parseRecipe(JSON.parse(read.metadata['recipe'] ?? ''))).toEqual(recipe);
  },
);

test('weights are named as Keras names them', () => {
  const architecture = presets.find(({ id }) => id === 'reference-cnn')?.architecture ?? [];
  expect(weightInfos(architecture).map(({ name }) => name)).toEqual([
    'conv2d/kernel',
    'conv2d/bias',
    'conv2d_1/kernel',
    'conv2d_1/bias',
    'dense/kernel',
    'dense/bias',
    'dense_1/kernel',
    'dense_1/bias',
  ]);
});

import { ByteBuffer } from 'flatbuffers';
import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { initialWeights } from '../../core/initialize.ts';
import { createLayer } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { floatModel, type StoredModel } from '../../core/stored-model.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { writeFloatTflite, writeInt8Tflite } from './write.ts';

const architecture: Architecture = [
  createLayer('flatten', 'l1'),
  createLayer('dense', 'l2', { units: 10 }),
];
const recipe = { architecture, setup: defaultsOf(trainingFields) };
const network = (model: StoredModel) => ({ name: 'a network', recipe, model, training: null });

/** Places of a table's fields, by their numbers; 0 where one is absent. */
function fieldsOf(buffer: ByteBuffer, table: number): (field: number) => number {
  return (field) => {
    const offset = buffer.__offset(table, 4 + 2 * field);
    return offset === 0 ? 0 : table + offset;
  };
}

/** Contents of the buffers of a file, and where they lie. */
function buffersOf(
  file: Uint8Array,
): readonly { readonly start: number; readonly length: number }[] {
  const buffer = new ByteBuffer(file);
  const root = buffer.readInt32(0);
  const field = fieldsOf(buffer, root)(4);
  const list = buffer.__vector(field);
  return Array.from({ length: buffer.__vector_len(field) }, (_, place) => {
    const data = fieldsOf(buffer, buffer.__indirect(list + 4 * place))(0);
    return data === 0
      ? { start: 0, length: 0 }
      : { start: buffer.__vector(data), length: buffer.__vector_len(data) };
  });
}

test('a file says what it is; its first buffer is empty and the others lie at multiples of 16', async () => {
  const model = floatModel(recipe, initialWeights(architecture, 1));
  const file = await writeFloatTflite('float32')(network(model));
  expect(new TextDecoder().decode(file.slice(4, 8))).toBe('TFL3');
  const [first, ...others] = buffersOf(file);
  expect(first?.length).toBe(0);
  expect(others.map(({ start }) => start % 16)).toEqual(others.map(() => 0));
  expect(others.map(({ length }) => length)).toContain(7840 * 4);
  const again = await writeFloatTflite('float32')(network(model));
  expect(Buffer.compare(again, file)).toBe(0);
});

test('an int8 variant goes in code for code, its outputs first', async () => {
  const values = Int8Array.from({ length: 7840 }, (_, i) => ((i * 37) % 255) - 127);
  const bias = Int32Array.from({ length: 10 }, (_, i) => i * 1000 - 4000);
  const scales = Float32Array.from({ length: 10 }, (_, i) => (i + 1) / 1000);
  const range = { scale: 1 / 255, zeroPoint: -128 };
  const file = await writeInt8Tflite(
    network({
      ...{ architecture, pixelRange: '0..1', coding: 'packed' },
      tensors: [
        { type: 'integer', bits: 8, values, scales },
        { type: 'integer', bits: 32, values: bias, scales: scales.map((scale) => scale / 255) },
      ],
      arithmetic: { kind: 'int8', ranges: [range, range, { scale: 0.1, zeroPoint: 3 }] },
    }),
  );
  const kernel = buffersOf(file).find(({ length }) => length === 7840);
  const written = new Int8Array(file.buffer, kernel?.start, 7840);
  expect([0, 1, 783].map((input) => written[784 * 7 + input])).toEqual(
    [0, 1, 783].map((input) => values[input * 10 + 7]),
  );
});

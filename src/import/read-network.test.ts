import { describe, expect, test } from 'vitest';
import { weightsOf } from '../core/stored-model.ts';
import { readSafetensors, writeSafetensors } from '../export/safetensors.ts';
import { type NetworkResult, readNetwork } from './read-network.ts';
import { fixture, kerasOf, ownFile, tfjsFiles, zipOf } from './test-files.ts';

const kindsOf = (result: NetworkResult) =>
  result.ok ? result.recipe.architecture.map(({ kind }) => kind) : [result.message];

describe('files of real frameworks', () => {
  test('Keras 3: a Sequential .keras without its softmax', async () => {
    const result = await readNetwork([fixture('cnn.keras')]);
    expect(kindsOf(result)).toEqual([
      ...['conv2d', 'maxPooling2d', 'conv2d', 'maxPooling2d'],
      ...['flatten', 'dropout', 'dense'],
    ]);
    expect(result).toMatchObject({ format: 'Keras', isRangeKnown: false });
    expect(result.ok && result.notes).toEqual([expect.stringMatching(/softmax at the end/)]);
  });

  test('Keras 3: a functional .h5 with two branches is a Fire', async () => {
    const result = await readNetwork([fixture('fire.h5')]);
    expect(kindsOf(result)).toEqual(['conv2d', 'fire', 'conv2d', 'globalAveragePooling2d']);
    expect(result).toMatchObject({ format: 'Keras HDF5' });
  });

  test('Keras 3: attention in an .h5, its convolution and Reshape as patches', async () => {
    const result = await readNetwork([fixture('attention.h5')]);
    expect(kindsOf(result).slice(0, 4)).toEqual([
      ...['patchEmbedding', 'layerNormalization', 'multiHeadAttention', 'add'],
    ]);
  });

  test('tf-keras: 784 numbers that a Reshape makes an image, separable and normalised', async () => {
    const result = await readNetwork([fixture('separable.h5')]);
    expect(kindsOf(result).slice(0, 4)).toEqual([
      ...['depthwiseConv2d', 'batchNormalization', 'activation', 'separableConv2d'],
    ]);
  });

  test('Keras 3: pixels that a Rescaling makes −1 to 1 are a setting', async () => {
    const result = await readNetwork([fixture('rescaling.h5')]);
    expect(result).toMatchObject({
      isRangeKnown: true,
      recipe: { setup: { pixelRange: '-1..1' } },
    });
  });
});

test('a file of ours comes back as it was', async () => {
  const result = await readNetwork([ownFile()]);
  expect(result).toMatchObject({ ok: true, format: 'Sizewise', isRangeKnown: true, notes: [] });
});

test('an ONNX file of ours comes back by the recipe in it', async () => {
  const result = await readNetwork([fixture('windows.onnx')]);
  expect(result).toMatchObject({ format: 'ONNX', isRangeKnown: true });
  expect(kindsOf(result)).toHaveLength(13);
});

describe('TensorFlow.js', () => {
  test('model.json with its file of weights, or both in a zip', async () => {
    const files = tfjsFiles();
    const apart = await readNetwork(files);
    expect(kindsOf(apart)).toEqual(['flatten', 'dense']);
    const zipped = await readNetwork([zipOf(files)]);
    expect(zipped.ok && apart.ok && weightsOf(zipped.model)).toEqual(
      apart.ok && weightsOf(apart.model),
    );
  });

  test.each([
    [{ dtype: 'uint8', min: -1, scale: 0.5 } as const, -1 + 7 * 0.5],
    [{ dtype: 'uint16', min: -1, scale: 0.5 } as const, -1 + (14 + 21 * 256) * 0.5],
  ])('weights of %o', async (quantization, second) => {
    const result = await readNetwork(tfjsFiles(quantization));
    expect(result.ok && weightsOf(result.model)[0]?.[1]).toBe(second);
  });

  test('what is missing is named', async () => {
    const [json] = tfjsFiles();
    expect(await readNetwork(json ? [json] : [])).toMatchObject({
      message: expect.stringMatching(/"model.bin" beside it/),
    });
  });
});

const input = { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 28, 28, 1] } };
const dense = (config: object) => ({
  class_name: 'Dense',
  config: { name: 'dense', units: 10, ...config },
});
const flatten = { class_name: 'Flatten', config: { name: 'flatten' } };
const sequential = (...layers: readonly object[]) => ({
  class_name: 'Sequential',
  config: { layers },
});
const layerOf = (className: string, config: object) => ({
  class_name: className,
  config: { name: 'it', ...config },
});

describe('what is not here is refused by its name and field', () => {
  test.each([
    ['a layer', [layerOf('Conv3D', {})], /no layer like Conv3D "it"/],
    ['an order', [layerOf('MaxPooling2D', { data_format: 'channels_first' })], /data_format/],
    ['a window', [layerOf('Conv2D', { filters: 1, kernel_size: [3, 5] })], /kernel_size \[3,5\]/],
    ['a function', [flatten, dense({ activation: 'swish' })], /activation "swish": .*one of/],
    ['a slope', [layerOf('LeakyReLU', { negative_slope: 0.3 })], /negative_slope 0.3: .*0.2/],
    ['a cap', [layerOf('ReLU', { max_value: 6 })], /max_value 6/],
    [
      'a gate',
      [layerOf('LSTM', { units: 4, recurrent_activation: 'relu' })],
      /recurrent_activation/,
    ],
    ['a size', [flatten, dense({ units: 5000 })], /units is 5000, here 1 to 4096/],
    ['a scale', [layerOf('Rescaling', { scale: 0.5 })], /scale 0.5/],
    ['codes', [flatten, dense({ dtype: { config: { name: 'int8_from_float32' } } })], /dtype/],
    ['an output', [flatten, dense({ units: 9 })], /must give 10 numbers/],
    ['a model inside', [layerOf('Sequential', { layers: [] })], /model inside the model/],
    [
      'a shape',
      [
        layerOf('Reshape', { target_shape: [14, 56] }),
        layerOf('GlobalAveragePooling1D', { name: 'mean' }),
      ],
      /makes 14×56/,
    ],
  ])('%s', async (_, layers, words) => {
    const file = kerasOf(sequential(input, ...layers), fixture('fire.h5').bytes);
    expect(await readNetwork([file])).toMatchObject({
      ok: false,
      message: expect.stringMatching(words),
    });
  });

  test('another image', async () => {
    const other = { ...input, config: { ...input.config, batch_shape: [null, 32, 32, 3] } };
    const file = kerasOf(sequential(other, flatten, dense({})), fixture('fire.h5').bytes);
    expect(await readNetwork([file])).toMatchObject({
      message: expect.stringMatching(/takes 32×32×3/),
    });
  });

  test('weights of another shape, by layer and weight', async () => {
    const [json, data] = tfjsFiles();
    const text = new TextDecoder()
      .decode(json?.bytes)
      .replace('"units":10', '"units":10,"use_bias":true');
    const changed = text.replace('"shape":[784,10]', '"shape":[785,10]');
    const bytes = Uint8Array.from(new TextEncoder().encode(changed));
    const files = [
      { name: 'model.json', bytes },
      {
        name: 'model.bin',
        bytes: Uint8Array.from([...(data?.bytes ?? []), ...new Uint8Array(40)]),
      },
    ];
    expect(await readNetwork(files)).toMatchObject({
      message: expect.stringMatching(
        /Dense "dense_Dense1": its .*kernel is 785×10, expected is 784×10/,
      ),
    });
  });

  test.each([
    ['nothing', new Uint8Array(), /No format/],
    ['TensorFlow Lite', Uint8Array.from([28, 0, 0, 0, 84, 70, 76, 51]), /TensorFlow Lite/],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), /No format/],
  ])('%s', async (name, bytes, words) => {
    expect(await readNetwork([{ name, bytes }])).toMatchObject({
      message: expect.stringMatching(words),
    });
  });
});

test('weights whose first byte is a brace are no second model.json', async () => {
  const [json, bin] = tfjsFiles();
  if (json === undefined || bin === undefined) throw new Error('a model has two files');
  const bytes = Uint8Array.from(bin.bytes);
  bytes[0] = 0x7b;
  expect(await readNetwork([json, { name: bin.name, bytes }])).toMatchObject({ ok: true });
});

test('a safetensors file whose length of the header looks like JSON is none', async () => {
  const own = readSafetensors(ownFile().bytes);
  if (!own.ok) throw new Error(own.message);
  const headerBytes = 0x7b20; // " {"
  const padded = (letters: number) =>
    writeSafetensors(own.tensors, { ...own.metadata, note: 'x'.repeat(letters) });
  const lengthOf = (file: Uint8Array<ArrayBuffer>) =>
    Number(new DataView(file.buffer).getBigUint64(0, true));
  const bytes = padded(headerBytes - lengthOf(padded(0)));
  expect(lengthOf(bytes)).toBe(headerBytes);
  expect(await readNetwork([{ name: 'a.safetensors', bytes }])).toMatchObject({ ok: true });
});

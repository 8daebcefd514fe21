import { expect, test } from 'vitest';
import { weightSpecs } from './initialize.ts';
import { createLayer } from './layers/index.ts';
import { sizeOf } from './shape.ts';
import type { StoredModel, StoredTensor } from './stored-model.ts';
import { storedSizes } from './stored-sizes.ts';
import { summarize } from './summary.ts';

const float = (...values: number[]): StoredTensor => ({
  type: 'float32',
  values: Float32Array.from(values),
});

/** Flatten and a dense layer: a kernel of 784×10 and ten biases. */
function denseModel(kernel: StoredTensor): StoredModel {
  return {
    architecture: [createLayer('flatten', 'a'), createLayer('dense', 'b', { units: 10 })],
    pixelRange: '0..1',
    tensors: [kernel, float(...new Array<number>(10).fill(1))],
    arithmetic: { kind: 'float' },
    coding: 'packed',
  };
}

/** Two weights: the first, and one after 99 zeros. */
const sparse = (make: (places: readonly number[]) => StoredTensor) =>
  storedSizes(denseModel(make([0, 100])));

test('a float kernel with two weights left, counted by hand', () => {
  const sizes = sparse((places) => {
    const values = new Float32Array(7840);
    for (const place of places) values[place] = 0.5;
    return { type: 'float32', values };
  });
  expect(sizes).toEqual({
    parameters: 7850,
    float32Bytes: 31_400,
    packedBytes: 31_400,
    bitmaskBytes: 980 + 2 * 4 + 40,
    csrBytes: 2 * (4 + 2) + 4 * 785 + 40,
    // 99 zeros are 3 fillers of 32 places, then a gap of 3: 5 entries of 5 + 32 bits.
    relativeIndexBytes: Math.ceil((5 * 37) / 8) + 40,
    kernelZeros: 7838,
    kernelWeights: 7840,
    sparseMacs: 2,
  });
});

test('codes take their own bits, and a code book or scales are counted', () => {
  const indices = new Uint8Array(7840).fill(1);
  indices[0] = 2;
  indices[100] = 0;
  const codebook = Float32Array.of(-1, 0, 1, 2);
  const clustered = sparse(() => ({ type: 'codebook', bits: 2, indices, codebook }));
  expect(clustered.packedBytes).toBe(1960 + 16 + 40);
  expect(clustered.relativeIndexBytes).toBe(Math.ceil((5 * 7) / 8) + 16 + 40);
  expect(clustered.kernelZeros).toBe(7838);

  const values = new Int8Array(7840).fill(1);
  const binary = sparse(() => ({ type: 'integer', bits: 1, values, scales: new Float32Array(10) }));
  expect(binary).toMatchObject({ packedBytes: 980 + 40 + 40, kernelZeros: 0, sparseMacs: 7840 });
});

test('a negative zero of float16 is a zero', () => {
  const values = new Uint16Array(7840).fill(0x8000);
  values[5] = 0x3c00;
  const sizes = sparse(() => ({ type: 'float16', values }));
  expect(sizes).toMatchObject({ packedBytes: 15_680 + 40, kernelZeros: 7839 });
});

test('the gaps of a convolution are 8 bits', () => {
  const values = new Float32Array(3 * 3 * 64);
  values[300] = 1;
  const sizes = storedSizes({
    ...denseModel(float()),
    architecture: [
      createLayer('conv2d', 'a', { filters: 64 }),
      createLayer('globalAveragePooling2d', 'b'),
      createLayer('dense', 'c', { units: 10 }),
    ],
    tensors: [
      { type: 'float32', values },
      { type: 'float32', values: new Float32Array(64) },
      { type: 'float32', values: new Float32Array(640).fill(1) },
      { type: 'float32', values: new Float32Array(10) },
    ],
  });
  const dense = Math.ceil((640 * 37) / 8);
  expect(sizes.relativeIndexBytes).toBe((2 * 40) / 8 + 64 * 4 + dense + 40);
  // One of 576 weights of the 26×26×576 MACs, and all of the dense layer's.
  expect(sizes.sparseMacs).toBe(26 * 26 + 640);
});

test('zeros of attention save nothing where values meet values', () => {
  const [heads, keyDim, steps] = [2, 3, 49];
  const architecture = [
    createLayer('patchEmbedding', 'a', { patchSize: 4, units: 5 }),
    createLayer('multiHeadAttention', 'b', { heads, keyDim }),
  ];
  const sizes = (value: number) =>
    storedSizes({
      ...denseModel(float()),
      architecture,
      tensors: weightSpecs(architecture).map(({ spec, layerIndex }) =>
        float(...new Array<number>(sizeOf(spec.shape)).fill(layerIndex === 1 ? value : 1)),
      ),
    });
  const whole = sizes(1).sparseMacs;
  expect(whole - sizes(0).sparseMacs).toBe(4 * steps * 5 * heads * keyDim);
  expect(whole).toBe(summarize(architecture).macs);
});

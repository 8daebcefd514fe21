import { expect, test } from 'vitest';
import { readNetwork } from '../read-network.ts';

interface Named {
  readonly name: string;
  readonly from: readonly string[];
  /** What it is called with. */
  readonly options?: object;
}

const layer = (kind: string, { name, from, options = {} }: Named, config: object = {}) => ({
  ...{ class_name: kind, name, config: { name, ...config } },
  inbound_nodes: from.length === 0 ? [] : [from.map((source) => [source, 0, 0, options])],
});
type Shapes = Readonly<Record<string, readonly number[]>>;

/** A functional model whose weights are zeros. */
function read(layers: readonly ReturnType<typeof layer>[], shapes: Shapes) {
  const image = layer(
    'InputLayer',
    { name: 'in', from: [] },
    { batch_input_shape: [null, 28, 28, 1] },
  );
  const weights = Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape,
    dtype: 'float32',
  }));
  const count = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const config = {
    ...{ name: 'm', layers: [image, ...layers], input_layers: [['in', 0, 0]] },
    output_layers: [[layers.at(-1)?.name, 0, 0]],
  };
  const model = {
    ...{ format: 'layers-model', modelTopology: { class_name: 'Functional', config } },
    weightsManifest: [{ paths: ['w.bin'], weights }],
  };
  return readNetwork([
    { name: 'model.json', bytes: Uint8Array.from(new TextEncoder().encode(JSON.stringify(model))) },
    { name: 'w.bin', bytes: new Uint8Array(4 * count) },
  ]);
}

test.each([
  { training: false, ok: true },
  { training: true, ok: false },
])('a normalisation called with training $training', async ({ training, ok }) => {
  const norms = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((name) => [
    `n/${name}`,
    [1],
  ]);
  const result = await read(
    [
      layer('BatchNormalization', { name: 'n', from: ['in'], options: { training } }, { axis: 3 }),
      layer('Flatten', { name: 'f', from: ['n'] }),
      layer('Dense', { name: 'd', from: ['f'] }, { units: 10 }),
    ],
    { ...Object.fromEntries(norms), 'd/kernel': [784, 10], 'd/bias': [10] },
  );
  expect(result.ok).toBe(ok);
});

test.each([
  { format: 'channels_last', ok: true },
  { format: 'channels_first', ok: false },
])('a projection with its $format where both would fit', async ({ format, ok }) => {
  const conv = (side: number, name: string, config: object = {}) =>
    layer(
      'Conv2D',
      { name, from: [name === 'a' ? 'in' : 'a'] },
      { filters: 28, kernel_size: [side, side], strides: [1, 1], padding: 'same', ...config },
    );
  const result = await read(
    [
      ...[conv(3, 'a'), conv(3, 'b'), conv(1, 'p', { data_format: format })],
      layer('Add', { name: 's', from: ['b', 'p'] }),
      layer('GlobalAveragePooling2D', { name: 'g', from: ['s'] }),
      layer('Dense', { name: 'd', from: ['g'] }, { units: 10 }),
    ],
    {
      ...{ 'a/kernel': [3, 3, 1, 28], 'a/bias': [28], 'b/kernel': [3, 3, 28, 28], 'b/bias': [28] },
      ...{ 'p/kernel': [1, 1, 28, 28], 'p/bias': [28], 'd/kernel': [28, 10], 'd/bias': [10] },
    },
  );
  expect(result.ok).toBe(ok);
});

import h5wasm, { type File as H5File } from 'h5wasm';
import { expect, test } from 'vitest';
import { isHdf5, openHdf5 } from './file.ts';

/** A file that the HDF5 library itself writes. */
async function written(fill: (file: H5File) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File('test.h5', 'w');
  fill(file);
  file.close();
  return FS.readFile('test.h5');
}

test.each([3, 8, 60])('a group of %d datasets, each with its values', async (count) => {
  const bytes = await written((file) => {
    const group = file.create_group('layers');
    for (let place = 0; place < count; place++)
      group.create_dataset({
        name: `a_rather_long_name_${place}`,
        data: Float32Array.of(place, 0.5),
        shape: [1, 2],
        dtype: '<f',
      });
  });
  expect(isHdf5(bytes)).toBe(true);
  const layers = openHdf5(bytes).child('layers');
  for (let place = 0; place < count; place++) {
    const dataset = layers?.child(`a_rather_long_name_${place}`);
    expect(dataset?.shape).toEqual([1, 2]);
    expect([...(dataset?.floats() ?? [])]).toEqual([place, 0.5]);
  }
  expect(layers?.child('a_rather_long_name')).toBeNull();
});

test('attributes of one text and of several, short and long', async () => {
  const long = 'x'.repeat(20_000);
  const bytes = await written((file) => {
    file.create_attribute('model_config', long);
    file.create_attribute('names', ['kernel', 'bias']);
  });
  const root = openHdf5(bytes);
  expect(root.texts('model_config')).toEqual([long]);
  expect(root.texts('names')).toEqual(['kernel', 'bias']);
  expect(root.texts('none')).toBeNull();
});

test('doubles come as float32, whole numbers as none', async () => {
  const bytes = await written((file) => {
    file.create_dataset({ name: 'double', data: Float64Array.of(0.1), dtype: '<d' });
    file.create_dataset({ name: 'whole', data: Int32Array.of(1), dtype: '<i' });
  });
  const root = openHdf5(bytes);
  expect(root.child('double')?.floats()).toEqual(Float32Array.of(0.1));
  expect(root.child('whole')?.shape).toBeNull();
});

test('what is kept in pieces is refused in words', async () => {
  const bytes = await written((file) => {
    file.create_dataset({
      ...{ name: 'packed', data: new Float32Array(1000), shape: [1000], dtype: '<f' },
      ...{ chunks: [100], compression: 'gzip', compression_opts: 4 },
    });
  });
  expect(() => openHdf5(bytes).child('packed')?.floats()).toThrow(/in pieces or compressed/);
});

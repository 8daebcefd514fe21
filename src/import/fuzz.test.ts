import { expect, test } from 'vitest';
import { readNetwork } from './read-network.ts';
import { kerasOf, tfjsFiles, zipOf } from './test-files.ts';
import { breaks, expectNoHarm } from './test-fuzz.ts';

test.each(Object.entries(breaks))(
  '500 broken files of %s do no harm',
  async (_, make) => {
    await expectNoHarm(make, 500);
  },
  60_000,
);

const encode = (text: string) => Uint8Array.from(new TextEncoder().encode(text));

test('a zip that would fill memory is refused before it does', async () => {
  const bomb = zipOf([
    { name: 'config.json', bytes: new Uint8Array(6e6) },
    { name: 'model.weights.h5', bytes: encode('') },
  ]);
  expect(bomb.bytes.length).toBeLessThan(10e3);
  expect(await readNetwork([bomb])).toMatchObject({
    message: expect.stringMatching(/grow to more/),
  });
});

test('a zip that is longer than it says is refused', async () => {
  const honest = zipOf([
    { name: 'config.json', bytes: encode(' '.repeat(1e6)) },
    { name: 'model.weights.h5', bytes: encode('x') },
  ]);
  const view = new DataView(honest.bytes.buffer);
  for (let at = 0; at + 4 < honest.bytes.length; at++)
    if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) === 1e6)
      view.setUint32(at + 24, 1000, true);
  expect(await readNetwork([honest])).toMatchObject({ message: expect.stringMatching(/damaged/) });
});

test('JSON that is nested without end is refused', async () => {
  const bytes = encode(`{"modelTopology":${'['.repeat(1e6)}`);
  expect(await readNetwork([{ name: 'model.json', bytes }])).toMatchObject({
    message: expect.stringMatching(/nested/),
  });
});

test('layers that go in a circle are refused', async () => {
  const layer = (name: string, inputs: string[]) => ({
    ...{ class_name: 'Dropout', name, config: { name, rate: 0.1 } },
    inbound_nodes: [inputs.map((input) => [input, 0, 0, {}])],
  });
  const input = {
    class_name: 'InputLayer',
    name: 'in',
    config: { name: 'in', batch_shape: [null, 28, 28, 1] },
    inbound_nodes: [],
  };
  const layers = [input, layer('a', ['in', 'b']), layer('b', ['a'])];
  const config = { layers, input_layers: [['in', 0, 0]], output_layers: [['c', 0, 0]] };
  const circle = kerasOf(
    { class_name: 'Functional', config: { ...config, output_layers: [['b', 0, 0]] } },
    encode(''),
  );
  expect(await readNetwork([circle])).toMatchObject({ ok: false });
});

test('what is far too large is refused without reading it', async () => {
  const [json, data] = tfjsFiles();
  const huge = { name: 'model.bin', bytes: { length: 201e6 } as Uint8Array<ArrayBuffer> };
  expect(await readNetwork([json ?? huge, data ?? huge, huge])).toMatchObject({
    message: expect.stringMatching(/200 MB/),
  });
});

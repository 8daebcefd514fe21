import { expect, test } from 'vitest';
import { interopNetworks } from '../../../interop/networks.ts';
import { setLayerParam } from '../../core/architecture.ts';
import { presets } from '../../core/presets.ts';
import { networkFormats } from '../../export/formats.ts';
import golden from '../../export/golden-sizes.json' with { type: 'json' };
import { tensorflowSizes } from './tensorflow-sizes.ts';

const { architecture = [] } = presets.find(({ id }) => id === 'mlp-784-128-10') ?? {};

test("TensorFlow's sizes stand beside the formats of the network that they are of, and of no other", () => {
  expect(tensorflowSizes(architecture)?.['tflite-float32']).toBe(409_688);
  const other = setLayerParam(architecture, 'l2', { name: 'units', value: 127 });
  expect(tensorflowSizes(other)).toBeNull();
});

test('every size is of a format that there is, and of a network that the frameworks judge', () => {
  for (const [id, sizes] of Object.entries(golden.bytes)) {
    expect(interopNetworks.map((network) => network.id)).toContain(id);
    for (const format of Object.keys(sizes)) expect(networkFormats).toHaveProperty(format);
  }
});

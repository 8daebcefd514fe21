import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyArchitecture, workingArchitecture } from './arbitraries.ts';
import { createLayer, type Layer, type LayerKind, type LayerParams } from './layers/index.ts';
import { presets } from './presets.ts';
import type { Architecture } from './recipe.ts';
import { connectedTo, kerasNames, largestShare, summarize } from './summary.ts';

/** Layers of these kinds at their defaults; a number is a Dense of so many units. */
const network = (...kinds: (LayerKind | number)[]): Architecture =>
  kinds.map((kind, index) => {
    const id = `l${index + 1}`;
    return (
      typeof kind === 'number' ? createLayer('dense', id, { units: kind }) : createLayer(kind, id)
    ) as Layer;
  });

const kindsOf = (architecture: Architecture | undefined) => architecture?.map(({ kind }) => kind);

test.each([
  [
    'the row that cannot take its input',
    network('flatten', 'conv2d', 10),
    { code: 'needs-image', layerId: 'l2' },
  ],
  ['a Dense on an image', network('conv2d', 10), { code: 'needs-vector', layerId: 'l2' }],
  ['a second Flatten', network('flatten', 'flatten', 10), { code: 'needs-image', layerId: 'l2' }],
  ['a network without layers', network(), { code: 'empty', layerId: null }],
  ['a network that ends in an image', network('conv2d'), { code: 'wrong-output', layerId: null }],
  [
    'a network that ends in 64 numbers',
    network('flatten', 64),
    { code: 'wrong-output', layerId: null },
  ],
  [
    'too many parameters',
    network('flatten', 4096, 4096, 4096, 10),
    { code: 'too-many-parameters', layerId: null },
  ],
  [
    'too many layers',
    network('flatten', ...Array(99).fill('activation'), 10),
    { code: 'too-many-layers', layerId: null },
  ],
] as const)('%s is a problem', (_name, architecture, expected) => {
  expect(summarize(architecture).problem).toMatchObject(expected);
});

test('a message says what was expected, what came, and what to do', () => {
  expect(summarize(network('flatten', 64, 'conv2d')).problem?.message).toBe(
    'Conv2D needs height, width and channels, but gets 64 numbers: put it before Flatten',
  );
});

test('a message says whether an image, steps or numbers came', () => {
  const messageOf = (...kinds: Parameters<typeof network>) =>
    summarize(network(...kinds)).problem?.message;
  expect(messageOf('globalAveragePooling1d')).toContain('gets an image of 28×28×1');
  expect(messageOf('flatten', 'globalAveragePooling1d')).toContain('gets 784 numbers');
  expect(messageOf('lstm', 10)).toBe(
    'LSTM needs a sequence of steps, but gets an image of 28×28×1: put Reshape before it',
  );
  expect(messageOf('reshape', 'conv2d')).toContain('gets 28 steps of 28 numbers');
  expect(messageOf('reshape', 10)).toContain('gives 28 steps of 10 numbers');
});

test('layers after a broken one wait for it: one problem, no cascade', () => {
  const { layers } = summarize(network('flatten', 'conv2d', 'conv2d', 'flatten', 10));
  expect(layers.filter(({ problem }) => problem !== null)).toHaveLength(1);
  expect(layers.slice(2).map(({ inputShape }) => inputShape)).toEqual([null, null, null]);
});

test.each([
  ['Put Flatten before it', network('conv2d', 10), ['conv2d', 'flatten', 'dense']],
  ['Move Conv2D before Flatten', network('flatten', 'conv2d', 10), ['conv2d', 'flatten', 'dense']],
  ['Remove it', network('flatten', 'flatten', 10), ['flatten', 'dense']],
  ['Add Dense 10', network('flatten'), ['flatten', 'dense']],
  ['Add Flatten and Dense 10', network('conv2d'), ['conv2d', 'flatten', 'dense']],
  [
    'Put Reshape before it',
    network('globalAveragePooling1d', 10),
    ['reshape', 'globalAveragePooling1d', 'dense'],
  ],
  [
    'Move Conv2D before Reshape',
    network('reshape', 'conv2d', 'flatten', 10),
    ['conv2d', 'reshape', 'flatten', 'dense'],
  ],
  [
    'Add GlobalAveragePooling1D',
    network('reshape', 10),
    ['reshape', 'dense', 'globalAveragePooling1d'],
  ],
  [
    'Add GlobalAveragePooling1D and Dense 10',
    network('reshape', 64),
    ['reshape', 'dense', 'globalAveragePooling1d', 'dense'],
  ],
  ['Put Reshape before it', network('lstm', 10), ['reshape', 'lstm', 'dense']],
  [
    'Let LSTM give every step',
    network('reshape', 'lstm', 'gru', 10),
    ['reshape', 'lstm', 'gru', 'dense'],
  ],
  [
    'Remove it',
    network('patchEmbedding', 'patchEmbedding', 'flatten', 10),
    ['patchEmbedding', 'flatten', 'dense'],
  ],
  [
    'Use patches of 3×3',
    network('maxPooling2d', 'maxPooling2d', 'maxPooling2d', 'patchEmbedding', 'flatten', 10),
    ['maxPooling2d', 'maxPooling2d', 'maxPooling2d', 'patchEmbedding', 'flatten', 'dense'],
  ],
  ['Give the last layer 10 units', network('flatten', 64), ['flatten', 'dense']],
])('"%s" mends the network', (label, broken, kinds) => {
  const fix = summarize(broken).problem?.fix;
  expect(fix?.label).toBe(label);
  expect(kindsOf(fix?.architecture)).toEqual(kinds);
  expect(summarize(fix?.architecture ?? []).problem).toBeNull();
});

/** Layers in order, their ids by position. */
const chain = (...layers: readonly Layer[]): Architecture =>
  layers.map((layer, index) => ({ ...layer, id: `l${index + 1}` }) as Layer);
const conv = (filters: number, params: Partial<LayerParams<'conv2d'>> = {}) =>
  createLayer('conv2d', '', { filters, padding: 'same', ...params });
const add = (span: number) => createLayer('add', '', { span });
const end = network('flatten', 10);

test.each([
  ['Use a projection', 'needs-projection', chain(conv(4), conv(8, { strides: 2 }), add(1), ...end)],
  ['Remove it', 'skip-mismatch', chain(conv(4), conv(4, { padding: 'valid' }), add(1), ...end)],
  ['Remove it', 'skip-mismatch', chain(conv(4), ...end, add(2))],
  ['Skip 2 layers', 'skip-too-long', chain(conv(1), conv(1), add(3), ...end)],
  ['Skip 1 layer', 'skip-too-long', chain(conv(1), add(9), ...end)],
  ['Remove it', 'skip-too-long', chain(add(1), ...end)],
  ['Remove it', 'skip-empty', chain(conv(1), add(0), ...end)],
])('"%s" mends a residual connection: %s', (label, code, broken) => {
  const { problem } = summarize(broken);
  expect(problem).toMatchObject({ code, fix: { label } });
  expect(summarize(problem?.fix?.architecture ?? []).problem).toBeNull();
});

test('a residual connection says which shapes do not go together', () => {
  const { problem } = summarize(chain(conv(4), conv(8, { strides: 2 }), conv(8), add(2), ...end));
  expect(problem?.message).toBe(
    'Add needs two inputs of one shape, but gets 14×14×8 and, past what it skips, 28×28×4: use a projection, or change its span',
  );
});

test('a residual connection below a broken row waits for it', () => {
  const { layers, problem } = summarize(chain(...network('flatten', 'conv2d'), add(1), ...end));
  expect(problem?.layerId).toBe('l2');
  expect(layers[2]?.problem).toBeNull();
});

test('a skip stays alive from its source to where it is added', () => {
  const floats = (...layers: readonly Layer[]) =>
    summarize(chain(...layers)).peakActivationBytes / 4;
  const image = 28 * 28;
  const block = [conv(4), conv(8), conv(4)] as const;
  expect(floats(...block)).toBe((4 + 8) * image);
  expect(floats(...block, add(2))).toBe((4 + 8 + 4) * image);
  const nested = [...block, conv(8), add(2), conv(4), add(5)];
  expect(floats(...nested)).toBe((8 + 8 + 8 + 4) * image); // at the inner Add, the outer skip waiting
  // A flattened image is the image: counted once, as the input and as the skip that it is.
  const [flatten, wide] = [createLayer('flatten', ''), createLayer('dense', '', { units: image })];
  expect(floats(flatten, wide, add(2))).toBe(2 * image);
  expect(floats(flatten, wide, add(1))).toBe(3 * image);
});

test('a residual connection is connected to the layer above and to that before its block', () => {
  const summary = summarize(chain(conv(1), conv(1), add(2), conv(1), add(1), ...end));
  expect(summary.layers.map((_, index) => connectedTo(summary, index))).toEqual([
    ['input'],
    ['conv2d'],
    ['conv2d_1', 'input'],
    ['add'],
    ['conv2d_2', 'add'],
    ['add_1'],
    ['flatten'],
  ]);
});

test('a window larger than its input offers padding "same"', () => {
  const large = createLayer('conv2d', 'l1', { kernelSize: 15 });
  const broken = [large, { ...large, id: 'l2' }, ...network('flatten', 10)];
  const { problem } = summarize(broken.map((layer, index) => ({ ...layer, id: `l${index}` })));
  expect(problem).toMatchObject({ code: 'kernel-exceeds-input', layerId: 'l1' });
  expect(problem?.message).toContain('15×15 window does not fit into 14×14');
  expect(summarize(problem?.fix?.architecture ?? []).problem).toBeNull();
});

test('pressing the offered fixes one after another mends any network', () => {
  fc.assert(
    fc.property(anyArchitecture(15), (start) => {
      let current = start;
      for (let press = 0; press < 50; press++) {
        const { problem } = summarize(current);
        if (problem === null || problem.fix === null) break;
        const { architecture } = problem.fix;
        expect(new Set(architecture.map(({ id }) => id)).size).toBe(architecture.length);
        current = architecture;
      }
      const code = summarize(current).problem?.code ?? 'none';
      expect(['none', 'empty', 'too-many-parameters']).toContain(code);
    }),
    { numRuns: 150 },
  );
});

test('totals are the sums of the rows, and every layer that fits has a shape', () => {
  fc.assert(
    fc.property(workingArchitecture(), (architecture) => {
      const summary = summarize(architecture);
      const sum = (key: 'parameters' | 'macs' | 'weightBytes') =>
        summary.layers.reduce((total, row) => total + row[key], 0);
      expect(summary.parameters).toBe(sum('parameters'));
      expect(summary.macs).toBe(sum('macs'));
      expect(summary.weightBytes).toBe(4 * summary.parameters);
      expect(summary.trainableParameters).toBeLessThanOrEqual(summary.parameters);
      expect(summary.layers.every(({ outputShape }) => outputShape !== null)).toBe(true);
      expect([null, 'too-many-parameters']).toContain(summary.problem?.code ?? null);
    }),
    { numRuns: 100 },
  );
});

test('most MACs of the reference CNN are in its second convolution, most parameters in a Dense', () => {
  const summary = summarize(presets[0]?.architecture ?? []);
  const macs = largestShare(summary, 'macs');
  const parameters = largestShare(summary, 'parameters');
  expect([macs?.row.kerasName, parameters?.row.kerasName]).toEqual(['conv2d_1', 'dense']);
  expect(macs?.share).toBeCloseTo(0.882, 3);
  expect(parameters?.share).toBeCloseTo(0.84, 3);
  expect(largestShare(summarize(network('flatten')), 'macs')).toBeNull();
});

test('an MLP of 128 units passes at most 912 numbers at once', () => {
  expect(summarize(network('flatten', 128, 10)).peakActivationBytes).toBe(912 * 4);
});

test('names follow Keras for every kind', () => {
  const kinds: LayerKind[] = ['depthwiseConv2d', 'separableConv2d', 'averagePooling2d'];
  const more: LayerKind[] = ['globalAveragePooling2d', 'batchNormalization', 'activation'];
  const sequence: LayerKind[] = ['globalAveragePooling1d', 'simpleRnn', 'lstm', 'gru'];
  expect(kerasNames(network(...kinds, ...more, ...sequence))).toEqual([
    'depthwise_conv2d',
    'separable_conv2d',
    'average_pooling2d',
    'global_average_pooling2d',
    'batch_normalization',
    'activation',
    'global_average_pooling1d',
    'simple_rnn',
    'lstm',
    'gru',
  ]);
});

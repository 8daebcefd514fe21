import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { workingArchitecture } from '../../core/arbitraries.ts';
import { weightSpecs } from '../../core/initialize.ts';
import {
  createLayer,
  type Layer,
  type LayerKind,
  type LayerParams,
} from '../../core/layers/index.ts';
import { sizeOf } from '../../core/shape.ts';
import { stateName, torchLayers } from './layers.ts';

const stack = (...layers: readonly Layer[]) =>
  layers.map((layer, place) => ({ ...layer, id: `l${place}` }));
const layer = <K extends LayerKind>(kind: K, params: Partial<LayerParams<K>> = {}) =>
  createLayer(kind, '', params) as Layer;

/** The last layer of a network, as code. */
function codeOf(...layers: readonly Layer[]) {
  const last = torchLayers(stack(...layers)).at(-1);
  return { module: last?.module, forward: last?.forward };
}

const image = layer('conv2d', { filters: 4 });
const sequence = layer('reshape');

describe('layers as PyTorch has them', () => {
  test.each([
    [
      [layer('conv2d', { filters: 8, activation: 'leaky_relu', useBias: false })],
      'nn.Conv2d(1, 8, 3, bias=False)',
      ['x = F.leaky_relu(self.conv2d(x), 0.2)'],
    ],
    [
      [layer('conv2d', { filters: 8, padding: 'same', dilation: 2 })],
      'nn.Conv2d(1, 8, 3, dilation=2, padding="same")',
      ['x = self.conv2d(x)'],
    ],
    [
      [layer('conv2d', { filters: 8, padding: 'same', strides: 2, kernelSize: 4 })],
      'nn.Conv2d(1, 8, 4, stride=2, padding=1)',
      ['x = self.conv2d(x)'],
    ],
    [
      [image, layer('conv2d', { filters: 8, padding: 'same', strides: 2, groups: 4 })],
      'nn.Conv2d(4, 8, 3, stride=2, groups=4)',
      ['x = self.conv2d_1(F.pad(x, (0, 1, 0, 1)))'],
    ],
    [
      [image, layer('depthwiseConv2d', { depthMultiplier: 2, activation: 'gelu' })],
      'nn.Conv2d(4, 8, 3, groups=4)',
      ['x = F.gelu(self.depthwise_conv2d(x))'],
    ],
    [
      [image, layer('separableConv2d', { filters: 6, depthMultiplier: 2 })],
      'nn.Sequential(\n    nn.Conv2d(4, 8, 3, groups=4, bias=False),\n    nn.Conv2d(8, 6, 1),\n)',
      ['x = self.separable_conv2d(x)'],
    ],
    [[image, layer('fire')], 'Fire(4, 8, 16)', ['x = self.fire(x)']],
    [
      [image, layer('fire', { activation: 'elu', useBias: false })],
      'Fire(4, 8, 16, activation=F.elu, bias=False)',
      ['x = self.fire(x)'],
    ],
    [[layer('maxPooling2d')], null, ['x = F.max_pool2d(x, 2)']],
    [
      [image, layer('maxPooling2d', { poolSize: 3, strides: 2, padding: 'same' })],
      null,
      ['x = F.max_pool2d(x, 3, stride=2, ceil_mode=True)'],
    ],
    [
      [layer('maxPooling2d', { poolSize: 2, strides: 1, padding: 'same' })],
      null,
      ['x = F.max_pool2d(F.pad(x, (0, 1, 0, 1), value=float("-inf")), 2, stride=1)'],
    ],
    [
      [layer('averagePooling2d', { poolSize: 3, strides: 1, padding: 'same' })],
      null,
      ['x = F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)'],
    ],
    [
      [layer('averagePooling2d', { poolSize: 2, strides: 1, padding: 'same' })],
      null,
      [
        '# The border does not count.',
        'inside = F.avg_pool2d(F.pad(torch.ones_like(x), (0, 1, 0, 1)), 2, stride=1)',
        'x = F.avg_pool2d(F.pad(x, (0, 1, 0, 1)), 2, stride=1) / inside',
      ],
    ],
    [[layer('globalAveragePooling2d')], null, ['x = x.mean(dim=(2, 3))']],
    [[sequence, layer('globalAveragePooling1d')], null, ['x = x.mean(dim=1)']],
    [[layer('flatten')], null, ['x = x.flatten(1)']],
    [[image, layer('flatten')], null, ['x = x.permute(0, 2, 3, 1).flatten(1)']],
    [[sequence], null, ['x = x.squeeze(1)']],
    [[image, layer('reshape')], null, ['x = x.permute(0, 2, 3, 1).flatten(2)']],
    [
      [layer('flatten'), layer('dense', { units: 5, activation: 'tanh' })],
      'nn.Linear(784, 5)',
      ['x = torch.tanh(self.dense(x))'],
    ],
    [[layer('dropout', { rate: 0.5 })], 'nn.Dropout(0.5)', ['x = self.dropout(x)']],
    [
      [layer('spatialDropout2d', { rate: 0.5 })],
      'nn.Dropout2d(0.5)',
      ['x = self.spatial_dropout2d(x)'],
    ],
    [
      [layer('gaussianNoise', { stddev: 0.2 })],
      null,
      ['if self.training:', '    x = x + 0.2 * torch.randn_like(x)'],
    ],
    [[layer('activation', { activation: 'linear' })], null, []],
    [
      [image, layer('batchNormalization')],
      'nn.BatchNorm2d(4, eps=0.001, momentum=0.01)',
      ['x = self.batch_normalization(x)'],
    ],
    [
      [sequence, layer('batchNormalization')],
      'nn.BatchNorm1d(28, eps=0.001, momentum=0.01)',
      ['x = self.batch_normalization(x.transpose(1, 2)).transpose(1, 2)'],
    ],
    [
      [image, layer('layerNormalization')],
      'nn.LayerNorm(4, eps=0.001)',
      ['x = self.layer_normalization(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)'],
    ],
    [
      [sequence, layer('simpleRnn', { units: 6, useBias: false })],
      'nn.RNN(28, 6, batch_first=True, bias=False)',
      ['_, last = self.simple_rnn(x)', 'x = last[0]'],
    ],
    [
      [sequence, layer('lstm', { units: 6 })],
      'nn.LSTM(28, 6, batch_first=True)',
      ['_, (last, _) = self.lstm(x)', 'x = last[0]'],
    ],
    [
      [sequence, layer('gru', { units: 6, bidirectional: true })],
      'nn.GRU(28, 6, batch_first=True, bidirectional=True)',
      ['_, last = self.gru(x)', 'x = torch.cat([last[0], last[1]], dim=1)'],
    ],
    [
      [sequence, layer('gru', { units: 6, returnSequences: true })],
      'nn.GRU(28, 6, batch_first=True)',
      ['x, _ = self.gru(x)'],
    ],
    [
      [layer('patchEmbedding', { units: 6, activation: 'relu' })],
      'nn.Conv2d(1, 6, 7, stride=7)',
      ['x = F.relu(self.patch_embedding(x)).flatten(2).transpose(1, 2)'],
    ],
    [
      [sequence, layer('positionEmbedding')],
      'nn.Parameter(torch.empty(28, 28))',
      ['x = x + self.position_embedding'],
    ],
    [
      [sequence, layer('multiHeadAttention', { heads: 2, keyDim: 3 })],
      'MultiHeadAttention(28, 2, 3)',
      ['x = self.multi_head_attention(x)'],
    ],
    [[sequence, layer('layerNormalization'), layer('add', { span: 1 })], null, ['x = x + skip']],
    [
      [
        image,
        layer('conv2d', { filters: 6, strides: 2, padding: 'same' }),
        layer('add', { span: 1, shortcut: 'projection' }),
      ],
      'nn.Conv2d(4, 6, 1, stride=2)',
      ['x = x + self.add_projection(skip)'],
    ],
  ] as const)('%#', (layers, module, forward) => {
    expect(codeOf(...layers)).toEqual({ module, forward });
  });
});

/** Values of a layer's tensor by its name, where ours are 0, 1, 2, … */
function valuesOf(name: string, ...layers: readonly Layer[]): readonly number[] {
  const last = torchLayers(stack(...layers)).at(-1);
  const tensor = last?.tensors.find((candidate) => candidate.name === name);
  const spec = last?.weights[tensor?.from ?? -1];
  if (tensor === undefined || spec === undefined) return [];
  return [...tensor.rearrange(Float32Array.from({ length: sizeOf(spec.shape) }, (_, i) => i))];
}

describe('where weights go', () => {
  test('kernels of convolutions: filters come first, then channels, rows, columns', () => {
    const conv = layer('conv2d', { filters: 2, kernelSize: 2 });
    expect(valuesOf('weight', conv)).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
  });

  test('of a depthwise kernel: filters of a channel stay together', () => {
    const first = layer('conv2d', { filters: 2 });
    const depthwise = layer('depthwiseConv2d', { kernelSize: 1, depthMultiplier: 2 });
    expect(valuesOf('weight', first, depthwise)).toEqual([0, 1, 2, 3]);
    const wide = layer('depthwiseConv2d', { kernelSize: 2, depthMultiplier: 1 });
    expect(valuesOf('weight', first, wide)).toEqual([0, 2, 4, 6, 1, 3, 5, 7]);
  });

  test("of a GRU: Keras' update, reset, candidate become reset, update, candidate; each has two biases", () => {
    const gru = layer('gru', { units: 1 });
    expect(valuesOf('weight_hh_l0', sequence, gru)).toEqual([1, 0, 2]);
    expect(valuesOf('weight_ih_l0', sequence, gru).slice(0, 3)).toEqual([1, 4, 7]);
    expect(valuesOf('bias_ih_l0', sequence, gru)).toEqual([1, 0, 2]);
    expect(valuesOf('bias_hh_l0', sequence, gru)).toEqual([4, 3, 5]);
  });

  test('of an LSTM: gates keep their order, and the second bias has nothing of ours', () => {
    const lstm = layer('lstm', { units: 1 });
    expect(valuesOf('weight_hh_l0', sequence, lstm)).toEqual([0, 1, 2, 3]);
    expect(valuesOf('bias_ih_l0', sequence, lstm)).toEqual([0, 1, 2, 3]);
    expect(valuesOf('bias_hh_l0', sequence, lstm)).toEqual([]);
  });

  test('every weight of every network goes to the state_dict once, and keeps all its values', () => {
    fc.assert(
      fc.property(workingArchitecture(6), (architecture) => {
        const layers = torchLayers(architecture);
        const names = layers.flatMap((own) => own.tensors.map((tensor) => stateName(own, tensor)));
        expect(new Set(names).size).toBe(names.length);
        for (const { tensors, weights } of layers) {
          weights.forEach((spec, place) => {
            const parts = tensors.filter(({ from }) => from === place);
            const size = sizeOf(spec.shape);
            expect(parts.reduce((sum, { shape }) => sum + sizeOf(shape), 0)).toBe(size);
            if (size > 2000) return;
            const ours = Float32Array.from({ length: size }, (_, i) => i);
            const theirs = parts.flatMap(({ rearrange }) => [...rearrange(ours)]);
            expect(Float32Array.from(theirs).sort()).toEqual(ours);
          });
        }
        const count = weightSpecs(architecture).length;
        expect(layers.reduce((sum, { weights }) => sum + weights.length, 0)).toBe(count);
      }),
      { numRuns: 30 },
    );
  });
});

test('skips that live at once have names of their own; a name is free again after its last use', () => {
  const norm = layer('layerNormalization');
  const layers = torchLayers(
    stack(
      sequence,
      norm,
      norm,
      layer('add', { span: 1 }),
      layer('add', { span: 3 }),
      norm,
      layer('add', { span: 1 }),
    ),
  );
  expect(layers.map(({ keepsInput }) => keepsInput)).toEqual([
    ...[null, 'skip', 'skip_2', null, null, 'skip', null],
  ]);
  expect(layers.map(({ skip }) => skip?.name).filter(Boolean)).toEqual(['skip_2', 'skip', 'skip']);
});

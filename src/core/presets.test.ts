import { expect, test } from 'vitest';
import { trainingMemory } from './memory.ts';
import { presetOf, presets } from './presets.ts';
import { kerasNames, summarize } from './summary.ts';

const summaryOf = (id: string) => {
  const preset = presets.find((candidate) => candidate.id === id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  return summarize(preset.architecture);
};

/** A block of two 3×3 convolutions, each with batch norm, and the 1×1 projection (with bias) of the wider ones. */
const block = (from: number, to: number, side: number) => {
  const isWider = from !== to;
  const kernels = 9 * from * to + 9 * to * to;
  return {
    parameters: kernels + 2 * 4 * to + (isWider ? from * to + to : 0),
    macs: side * side * (kernels + (isWider ? from * to : 0)),
  };
};
const sum = (...parts: readonly { parameters: number; macs: number }[]) => ({
  parameters: parts.reduce((total, part) => total + part.parameters, 0),
  macs: parts.reduce((total, part) => total + part.macs, 0),
});
const stem = { parameters: 9 * 16 + 4 * 16, macs: 14 * 14 * 9 * 16 };
const dense = (inputs: number) => ({ parameters: inputs * 10 + 10, macs: inputs * 10 });
/** Fire on so many channels: 1×1 to `squeeze`, then 1×1 and 3×3 to `expand` each, all with bias. */
const fire = (channels: number, [squeeze, expand]: readonly [number, number], side: number) => {
  const kernels = channels * squeeze + 10 * squeeze * expand;
  return { parameters: kernels + squeeze + 2 * expand, macs: side * side * kernels };
};
const squeezenet = sum(
  { parameters: 9 * 16 + 16, macs: 14 * 14 * 9 * 16 },
  ...[fire(16, [8, 16], 14), fire(32, [8, 16], 14), fire(32, [16, 32], 7), fire(64, [16, 32], 7)],
  { parameters: 4 * 64 + 64 * 10 + 10, macs: 7 * 7 * 64 * 10 },
);
/** A separable 3×3 convolution with batch norm. */
const separable = (from: number, to: number, side: number) => {
  const kernels = 9 * from + from * to;
  return { parameters: kernels + 4 * to, macs: side * side * kernels };
};
/** One 3×3 filter a channel with batch norm, and the logits. */
const readOut = (channels: number) => ({
  parameters: 9 * channels + 4 * channels + channels * 10 + 10,
  macs: 9 * channels + channels * 10,
});
const cnn7k = sum(
  { parameters: 9 * 12 + 4 * 12, macs: 28 * 28 * 9 * 12 },
  ...[separable(12, 28, 14), separable(28, 44, 7), separable(44, 60, 3), readOut(60)],
);
const cnn1k = sum(
  { parameters: 25 * 5 + 4 * 5, macs: 14 * 14 * 25 * 5 },
  ...[separable(5, 9, 14), separable(9, 11, 7), separable(11, 14, 3), readOut(14)],
);
const resnet20k = sum(stem, block(16, 16, 14), block(16, 32, 7), dense(32));
const resnet80k = sum(stem, block(16, 16, 14), block(16, 32, 7), block(32, 64, 4), dense(64));

test('the parameters worked out here are those that descriptions say', () => {
  expect([resnet20k.parameters, resnet80k.parameters]).toEqual([19_898, 78_138]);
  expect([resnet20k.macs, resnet80k.macs]).toEqual([1_634_176, 2_552_000]);
  expect(squeezenet).toEqual({ parameters: 16_026, macs: 1_213_632 });
  expect(cnn7k).toEqual({ parameters: 7_038, macs: 272_876 });
  expect(cnn1k).toEqual({ parameters: 1_136, macs: 53_503 });
});

test.each([
  ['reference-cnn', 121_930, 2_528_000],
  ['mlp-784-128-10', 101_770, 101_632],
  ['teacher-784-512-256-10', 535_818, 535_040],
  ['lenet-300-100', 266_610, 266_200],
  ['lenet-5', 61_706, 416_520],
  ['caffe-lenet-5', 431_080, 2_293_000],
  ['keras-mnist-convnet', 34_826, 2_440_960],
  ['pruning-tutorial-cnn', 20_410, 93_288],
  ['cnn-2k', 2_034, 60_864],
  ['cnn-7k', cnn7k.parameters, cnn7k.macs],
  ['cnn-1k', cnn1k.parameters, cnn1k.macs],
  ['mobilenet-like', 9_610, 500_832],
  ['squeezenet-like', squeezenet.parameters, squeezenet.macs],
  ['vgg-like', 218_490, 4_830_720],
  ['lstm-rows', 24_458, 660_096],
  ['resnet-20k', resnet20k.parameters, resnet20k.macs],
  ['resnet-80k', resnet80k.parameters, resnet80k.macs],
  // 49·32 + 32, 16·32, two blocks of (4·32² + 4·32) + (32·64 + 64) + (64·32 + 32) + 2·64, 64, 32·10 + 10.
  ['vit-tiny', 19_594, 320_320],
])('%s has %i parameters and %i MACs', (id, parameters, macs) => {
  expect([summaryOf(id).parameters, summaryOf(id).macs]).toEqual([parameters, macs]);
});

test('every preset can train as it stands', () => {
  for (const { architecture } of presets) expect(summarize(architecture).problem).toBeNull();
});

test("the reference CNN's memory is what science says", () => {
  const summary = summaryOf('reference-cnn');
  expect(summary.peakActivationBytes).toBe(108_160);
  expect(summary.activationElements).toBe(36_458);
  expect(trainingMemory(summary, { optimizer: 'adam', batchSize: 32 })).toEqual({
    weightBytes: 487_720,
    gradientBytes: 487_720,
    optimizerBytes: 975_440,
    activationBytes: 36_458 * 32 * 4,
    totalBytes: 4 * 487_720 + 36_458 * 32 * 4,
  });
});

test("layers are named and numbered as in Keras' summary", () => {
  const reference = presets[0]?.architecture ?? [];
  expect(kerasNames(reference)).toEqual([
    'conv2d',
    'max_pooling2d',
    'conv2d_1',
    'max_pooling2d_1',
    'flatten',
    'dense',
    'dense_1',
  ]);
});

test('a layer that Keras does not have is named like one', () => {
  const vit = presets.find(({ id }) => id === 'vit-tiny')?.architecture ?? [];
  expect(kerasNames(vit).slice(0, 4)).toEqual([
    ...['patch_embedding', 'position_embedding', 'layer_normalization', 'multi_head_attention'],
  ]);
});

test('a preset is recognised whatever its layer ids are', () => {
  const renumbered = (presets[1]?.architecture ?? []).map((layer) => ({
    ...layer,
    id: `x${layer.id}`,
  }));
  expect(presetOf(renumbered)?.id).toBe('mlp-784-128-10');
  expect(presetOf([])).toBeNull();
});

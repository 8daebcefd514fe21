import { expect, test } from 'vitest';
import { trainingMemory } from './memory.ts';
import { presetOf, presets } from './presets.ts';
import { kerasNames, summarize } from './summary.ts';

const summaryOf = (id: string) => {
  const preset = presets.find((candidate) => candidate.id === id);
  if (preset === undefined) throw new Error(`no preset ${id}`);
  return summarize(preset.architecture);
};

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
  ['mobilenet-like', 9_610, 500_832],
  ['vgg-like', 218_490, 4_830_720],
  ['lstm-rows', 24_458, 660_096],
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

test('a preset is recognised whatever its layer ids are', () => {
  const renumbered = (presets[1]?.architecture ?? []).map((layer) => ({
    ...layer,
    id: `x${layer.id}`,
  }));
  expect(presetOf(renumbered)?.id).toBe('mlp-784-128-10');
  expect(presetOf([])).toBeNull();
});

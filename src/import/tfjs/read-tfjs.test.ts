import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { weightsOf } from '../../core/stored-model.ts';
import { readNetwork } from '../read-network.ts';

/** A model as TensorFlow.js itself saves it. */
async function saved(model: tf.LayersModel) {
  let files: { name: string; bytes: Uint8Array<ArrayBuffer> }[] = [];
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weightsManifest = [{ paths: ['group1-shard1of1.bin'], weights: weightSpecs }];
      const json = JSON.stringify({ format: 'layers-model', modelTopology, weightsManifest });
      files = [
        { name: 'model.json', bytes: Uint8Array.from(new TextEncoder().encode(json)) },
        { name: 'group1-shard1of1.bin', bytes: new Uint8Array(weightData as ArrayBuffer) },
      ];
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  return files;
}

test('every layer of TensorFlow.js that is read gives its weights back in our order', async () => {
  const { layers } = tf;
  const image = tf.input({ shape: [28, 28, 1] });
  const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]) =>
    layer.apply(inputs.length === 1 ? (inputs[0] ?? []) : inputs) as tf.SymbolicTensor;
  let x = apply(layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same' }), image);
  const skip = x;
  x = apply(layers.batchNormalization(), x);
  x = apply(layers.separableConv2d({ filters: 3, kernelSize: 3, padding: 'same' }), x);
  x = apply(layers.add(), x, skip);
  x = apply(layers.depthwiseConv2d({ kernelSize: 3, strides: 2 }), x);
  x = apply(layers.reshape({ targetShape: [13, 39] }), x);
  const both = layers.bidirectional({
    layer: layers.lstm({
      units: 2,
      returnSequences: true,
      recurrentActivation: 'sigmoid',
    }) as tf.RNN,
    mergeMode: 'concat',
  });
  x = apply(both, x);
  x = apply(layers.layerNormalization(), x);
  x = apply(layers.simpleRNN({ units: 5 }), x);
  x = apply(layers.dense({ units: 10, activation: 'softmax' }), x);
  const model = tf.model({ inputs: image, outputs: x });
  const result = await readNetwork(await saved(model));
  expect(result).toMatchObject({ ok: true });
  if (!result.ok) return;
  expect(result.recipe.architecture.map(({ kind }) => kind)).toEqual([
    ...['conv2d', 'batchNormalization', 'separableConv2d', 'add', 'depthwiseConv2d'],
    ...['reshape', 'lstm', 'layerNormalization', 'simpleRnn', 'dense'],
  ]);
  const own = model.layers.flatMap((layer) => layer.getWeights().map((w) => w.dataSync()));
  expect(weightsOf(result.model).map((values) => [...values])).toEqual(own.map((w) => [...w]));
});

test('a GRU of TensorFlow.js is another than ours', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.gru({ units: 4, inputShape: [28, 28], recurrentActivation: 'sigmoid' }),
      tf.layers.dense({ units: 10 }),
    ],
  });
  expect(await readNetwork(await saved(model))).toMatchObject({
    message: expect.stringMatching(/reset_after/),
  });
});

test('a file of weights that is named again and again is refused, not copied each time', async () => {
  const files = await saved(
    tf.sequential({ layers: [tf.layers.dense({ units: 10, inputShape: [784] })] }),
  );
  const [json] = files;
  const model = JSON.parse(new TextDecoder().decode(json?.bytes));
  const [group] = model.weightsManifest;
  const again = { ...model, weightsManifest: [group, { ...group, weights: [] }] };
  const bytes = Uint8Array.from(new TextEncoder().encode(JSON.stringify(again)));
  expect(await readNetwork([{ name: 'model.json', bytes }, ...files.slice(1)])).toMatchObject({
    ok: false,
    message: expect.stringMatching(/twice/),
  });
});

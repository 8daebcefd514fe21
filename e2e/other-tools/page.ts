import { loadAndCompile, loadLiteRt, Tensor } from '@litertjs/core';
import * as tf from '@tensorflow/tfjs';
import { strFromU8, unzipSync } from 'fflate';
import { int8Tensors, integerNetwork } from '../../src/compression/quantize/int8.ts';
import { lowerToIntegerLayers } from '../../src/compression/quantize/lower.ts';
import { operationsOf } from '../../src/compression/quantize/operations.ts';
import { rangesOf } from '../../src/compression/quantize/ranges.ts';
import { integerForward } from '../../src/compression/quantize/reference.ts';
import { defaultsOf } from '../../src/core/fields.ts';
import type { Architecture } from '../../src/core/recipe.ts';
import { floatModel, type StoredModel } from '../../src/core/stored-model.ts';
import { trainingFields } from '../../src/core/training-setup.ts';
import {
  largestDifference,
  livelyWeights,
  noiseImages,
  wholeBatch,
} from '../../src/engine/contract/networks.ts';
import { createWasmRuntime } from '../../src/engine/wasm/runtime.ts';
import { writeTfjs } from '../../src/export/tfjs/write.ts';
import { writeTfliteForBrowser } from '../../src/export/tflite/write.ts';

const runtime = createWasmRuntime(
  fetch(new URL('../../src/engine/wasm/kernels.wasm', import.meta.url)),
);
const liteRt = loadLiteRt('/litert/');
const images = noiseImages(3);
const greysOf = (image: number): Uint8Array =>
  images.images.subarray(image * 784, (image + 1) * 784);

const setup = defaultsOf(trainingFields);
const networkOf = (model: StoredModel) => {
  const recipe = { architecture: model.architecture, setup };
  return { name: 'a network', recipe, model, training: null };
};

const pixels = Array.from({ length: images.count }, (_, image) =>
  Float32Array.from(greysOf(image), (grey) => grey / 255),
);

/** What LiteRT answers to images one after the other. */
async function answers(file: Uint8Array): Promise<number[]> {
  await liteRt;
  const model = await loadAndCompile(file, { accelerator: 'wasm' });
  const outputs: number[] = [];
  for (const input of pixels) {
    const tensor = new Tensor(input, [1, 28, 28, 1]);
    const [output] = await model.run(tensor);
    outputs.push(...(output?.toTypedArray() ?? []));
    tensor.delete();
    output?.delete();
  }
  model.delete();
  return outputs;
}

/** What tf.loadLayersModel makes of our file of floats: the largest difference of logits. */
async function compareTfjs(architecture: Architecture): Promise<number> {
  const { model, own } = await ownAnswers(architecture);
  const files = unzipSync(await writeTfjs('float32')(networkOf(model)));
  const fileOf = (name: string) => new File([(files[name] ?? new Uint8Array()).slice()], name);
  const weightData = await fileOf('weights.bin').arrayBuffer();
  const { modelTopology, weightsManifest } = JSON.parse(
    strFromU8(files['model.json'] ?? new Uint8Array()),
  );
  const weightSpecs = weightsManifest[0].weights;
  const loaded = await tf.loadLayersModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData }),
  );
  const input = tf.tensor4d(
    pixels.flatMap((image) => [...image]),
    [pixels.length, 28, 28, 1],
  );
  const given = await (loaded.predict(input) as tf.Tensor).data();
  loaded.dispose();
  input.dispose();
  return largestDifference([Float32Array.from(given)], [own]);
}

/** A network of floats and what our own kernels answer. */
async function ownAnswers(architecture: Architecture) {
  const weights = livelyWeights(architecture);
  const state = { weights, moments: [], step: 0 };
  const network = (await runtime).build({ architecture, state, pixelRange: '0..1' });
  const own = network.forward(wholeBatch(images));
  return { model: floatModel({ architecture, setup }, weights), own };
}

/** The largest difference of logits. */
async function compareFloat(architecture: Architecture): Promise<number> {
  const { model, own } = await ownAnswers(architecture);
  const given = await answers(await writeTfliteForBrowser(networkOf(model)));
  return largestDifference([Float32Array.from(given)], [own]);
}

/** The largest difference of logits, in codes. */
async function compareInt8(architecture: Architecture): Promise<number> {
  const lowered = lowerToIntegerLayers({ architecture, weights: livelyWeights(architecture) });
  const state = { weights: [...lowered.weights], moments: [], step: 0 };
  const observed = (await runtime).build({
    ...{ architecture: lowered.architecture, state, pixelRange: '0..1', observed: true },
  });
  observed.forward(wholeBatch(images));
  const operations = operationsOf(lowered.architecture);
  const ranges = rangesOf(operations, observed.extents());
  const rounding = { ranges, granularity: 'channel' } as const;
  const model: StoredModel = {
    ...{ architecture: lowered.architecture, pixelRange: '0..1', coding: 'packed' },
    tensors: int8Tensors(operations, lowered.weights, rounding),
    arithmetic: { kind: 'int8', ranges },
  };
  const network = integerNetwork(model);
  const { scale, zeroPoint } = network.output;
  const own = pixels.flatMap((_, image) => [
    ...(integerForward(network, greysOf(image)).at(-1) ?? []),
  ]);
  const given = await answers(await writeTfliteForBrowser(networkOf(model)));
  const distances = own.map((code, place) =>
    Math.abs(code - zeroPoint - (given[place] ?? Number.NaN) / scale),
  );
  return Math.max(...distances);
}

declare global {
  var tools: {
    compareFloat: typeof compareFloat;
    compareInt8: typeof compareInt8;
    compareTfjs: typeof compareTfjs;
  };
}
globalThis.tools = { compareFloat, compareInt8, compareTfjs };

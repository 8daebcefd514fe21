import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema, ValueInfoProtoSchema } from 'onnx-buf';
import { expect, test } from 'vitest';
import { int8Tensors, integerNetwork, realOf } from '../../compression/quantize/int8.ts';
import { lowerToIntegerLayers } from '../../compression/quantize/lower.ts';
import { operationsOf } from '../../compression/quantize/operations.ts';
import { rangesOf } from '../../compression/quantize/ranges.ts';
import { runLayer } from '../../compression/quantize/reference.ts';
import { defaultsOf } from '../../core/fields.ts';
import { placeLayers } from '../../core/place.ts';
import type { Architecture } from '../../core/recipe.ts';
import { isImage, type Shape } from '../../core/shape.ts';
import type { StoredModel } from '../../core/stored-model.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { extentsOf, freshState, layer, noiseBatch } from '../../engine/wasm/test-network.ts';
import { permuted } from './arrange.ts';
import { runOnnx } from './test-runtime.ts';
import { writeOnnxInt8 } from './write.ts';

const batch = noiseBatch(1, 5);

function integersOf(architecture: Architecture, granularity: 'channel' | 'tensor'): StoredModel {
  const { weights } = freshState(architecture, 3);
  const lowered = lowerToIntegerLayers({ architecture, weights });
  const operations = operationsOf(lowered.architecture);
  const ranges = rangesOf(operations, extentsOf(lowered, noiseBatch(4, 5)));
  const tensors = int8Tensors(operations, lowered.weights, { ranges, granularity });
  const arithmetic = { kind: 'int8', ranges } as const;
  return { ...lowered, pixelRange: '0..1', tensors, arithmetic, coding: 'packed' };
}

/** Codes that the file's own operations give for the image: of the input, and of every operation. */
async function codesOf(model: StoredModel): Promise<readonly Int8Array[]> {
  const setup = defaultsOf(trainingFields);
  const recipe = { architecture: model.architecture, setup };
  const file = await writeOnnxInt8({ name: 'test', recipe, model, training: null });
  const parsed = fromBinary(ModelProtoSchema, file);
  const graph = parsed.graph ?? null;
  const rounded = graph?.node.filter(({ opType }) => opType === 'QuantizeLinear') ?? [];
  const names = rounded.map(({ output: [name = ''] }) => name);
  graph?.output.push(...names.map((name) => create(ValueInfoProtoSchema, { name })));
  const image = Float32Array.from(batch.set.images, (grey) => realOf(grey, '0..1'));
  const outputs = await runOnnx(toBinary(ModelProtoSchema, parsed), image);
  return names.map((name) => Int8Array.from(outputs[name] ?? [], (code) => code - 128));
}

/** Images lie channels first there. */
function channelsLast(codes: Int8Array, shape: Shape): Int8Array {
  if (!isImage(shape)) return codes;
  const [height, width, channels] = shape;
  return permuted(codes, [channels, height, width], [1, 2, 0]);
}

/** Each operation on the codes that went into it there: no error of one reaches the next. */
async function mostStepsApart(architecture: Architecture, granularity: 'channel' | 'tensor') {
  const model = integersOf(architecture, granularity);
  const { layers } = integerNetwork(model);
  const codes = await codesOf(model);
  expect(codes).toHaveLength(layers.length + 1);
  const placed = placeLayers(model.architecture);
  const values = codes.map((value, index) => {
    const before = layers[index - 1];
    const output = before && placed[before.layerIndex]?.output;
    if (before === undefined || !output?.ok) return value;
    const channels = value.length / (output.shape[0] ?? 1) / (output.shape[1] ?? 1);
    return channelsLast(
      value,
      isImage(output.shape) ? [...output.shape.slice(0, 2), channels] : output.shape,
    );
  });
  return layers.map((operation, index) => {
    const own = runLayer(
      operation,
      operation.inputs.map((value) => values[value] ?? new Int8Array()),
    );
    const apart = own.map((code, place) => Math.abs(code - (values[index + 1]?.[place] ?? 99)));
    return [operation.operation.type, Math.max(...apart)] as const;
  });
}

const logits = layer('dense', { units: 10 });
const flatten = layer('flatten');

test.each<[string, Architecture]>([
  [
    'windows',
    [
      layer('conv2d', {
        filters: 4,
        kernelSize: 4,
        strides: 2,
        padding: 'same',
        activation: 'leaky_relu',
      }),
      layer('batchNormalization'),
      layer('conv2d', { filters: 6, groups: 2, dilation: 2, padding: 'same', activation: 'elu' }),
      layer('depthwiseConv2d', { depthMultiplier: 2, activation: 'gelu' }),
      layer('separableConv2d', { filters: 5, strides: 2, activation: 'sigmoid', padding: 'same' }),
      layer('averagePooling2d', { poolSize: 3, padding: 'same' }),
      layer('maxPooling2d', { strides: 1 }),
      ...[
        flatten,
        layer('activation', { activation: 'tanh' }),
        layer('batchNormalization'),
        logits,
      ],
    ],
  ],
  [
    'shortcuts, fire and steps',
    [
      layer('conv2d', { filters: 4, kernelSize: 3, strides: 3, activation: 'relu' }),
      layer('conv2d', { filters: 6, kernelSize: 3, strides: 2, padding: 'same' }),
      layer('add', { span: 1, shortcut: 'projection' }),
      layer('activation'),
      layer('fire', { squeezeFilters: 2, expandFilters: 3 }),
      layer('add', { span: 1 }),
      layer('reshape'),
      layer('dense', { units: 7, activation: 'relu' }),
      layer('add', { span: 1, shortcut: 'projection' }),
      layer('batchNormalization'),
      ...[layer('globalAveragePooling1d'), logits],
    ],
  ],
  [
    'patches, and a global mean of images',
    [layer('patchEmbedding', { units: 5 }), layer('dense', { units: 6 }), flatten, logits],
  ],
  ['a global mean', [layer('conv2d', { filters: 10 }), layer('globalAveragePooling2d')]],
])(
  'each operation of ONNX Runtime gives our codes, or the next to them: %s',
  async (_name, architecture) => {
    for (const granularity of ['channel', 'tensor'] as const)
      for (const [type, steps] of await mostStepsApart(architecture, granularity))
        expect({ type, steps }).toEqual({ type, steps: expect.toSatisfy((most) => most <= 1) });
  },
);

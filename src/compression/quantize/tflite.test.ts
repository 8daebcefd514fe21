import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLayer, type Layer, type LayerKind } from '../../core/layers/index.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import type { QuantizedRange, StoredTensor } from '../../core/stored-model.ts';
import { int8Tensors, integerLayer } from './int8.ts';
import { type Operation, operationsOf, type PlacedOperation } from './operations.ts';
import { runLayer } from './reference.ts';

interface Tensor {
  /** Little-endian, in base64. */
  readonly codes: string;
  readonly shape: Shape;
  readonly scales: readonly number[];
  readonly zeroPoint: number;
}

interface Case {
  readonly op: string;
  readonly kind: LayerKind;
  readonly params: object;
  readonly inputs: readonly Tensor[];
  readonly weights: readonly Tensor[];
  /** Kernel and bias before they were quantized, in Keras' layout. */
  readonly floats: readonly string[];
  readonly output: Tensor;
}

/** What interop/tflite_int8.py has written: TensorFlow's converter, and the outputs of its reference kernels. */
const { cases } = JSON.parse(
  readFileSync(new URL('./tflite-cases.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly Case[] };

const bytesOf = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text, 'base64')).buffer;
const codesOf = ({ codes }: Tensor): Int8Array => new Int8Array(bytesOf(codes));
const rangeOf = ({ scales, zeroPoint }: Tensor): QuantizedRange => ({
  scale: scales[0] ?? 1,
  zeroPoint,
});

function placedOf({ kind, params, inputs, output }: Case): PlacedOperation {
  if (kind === 'add') {
    const operation: Operation = { type: 'add' };
    const outputSize = sizeOf(output.shape);
    return { operation, layerIndex: 0, inputs: [0, 1], weights: [], outputSize };
  }
  const layer = createLayer(kind, 'l1', params) as Layer; // of its own kind
  const [placed] = operationsOf([layer], inputs[0]?.shape.slice(1));
  if (placed === undefined) throw new Error(`no operation of ${kind}`);
  return placed;
}

/** TFLite's tensors in Keras' layout: its kernels have the output channels first, but for depthwise ones. */
function tensorsOf({ kind, weights: [kernel, bias] }: Case): StoredTensor[] {
  if (kernel === undefined || bias === undefined) return [];
  const codes = codesOf(kernel);
  const columns = kernel.scales.length;
  const depth = codes.length / columns;
  const values =
    kind === 'depthwiseConv2d'
      ? codes
      : codes.map((_, i) => codes[(i % columns) * depth + Math.floor(i / columns)] ?? 0);
  const integer = { type: 'integer' } as const;
  return [
    { ...integer, bits: 8, values, scales: Float32Array.from(kernel.scales) },
    {
      ...integer,
      bits: 32,
      values: new Int32Array(bytesOf(bias.codes)),
      scales: Float32Array.from(bias.scales),
    },
  ];
}

const named = cases.map((each, place) => [`${place} ${each.op}`, each] as const);

test.each(named)("%s: the codes of TFLite's reference kernel", (_, each) => {
  const [input = each.output, other = input] = each.inputs;
  const ranges = { input: rangeOf(input), other: rangeOf(other), output: rangeOf(each.output) };
  const layer = integerLayer(placedOf(each), { tensors: tensorsOf(each), ...ranges });
  expect(runLayer(layer, each.inputs.map(codesOf))).toEqual(codesOf(each.output));
});

const weighted = named.filter(([, { floats }]) => floats.length > 0);

test.each(weighted)("%s: the weights of TFLite's converter", (_, each) => {
  const weights = each.floats.map((text) => new Float32Array(bytesOf(text)));
  const ranges = each.inputs.map(rangeOf);
  const rounding = { ranges, granularity: 'channel' } as const;
  expect(int8Tensors([placedOf(each)], weights, rounding)).toEqual(tensorsOf(each));
});

import { fromFloat16 } from '../../core/float16.ts';
import { weightSpecs } from '../../core/initialize.ts';
import type { Layer } from '../../core/layers/index.ts';
import type { Architecture } from '../../core/recipe.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import { kerasNames } from '../../core/summary.ts';
import { inverse, permuted } from '../../export/onnx/arrange.ts';
import { gateOrders, inGates } from '../../export/onnx/sequences.ts';
import { refuse } from '../refusal.ts';
import type { ProtobufReader } from './protobuf.ts';

/** Numbers of the fields that are read (onnx.proto3). */
const inTensor = { type: 2, raw: 9 };
export const types = { float32: 1, uint8: 2, int32: 6, float16: 10 };

/** The initializers of a file, by name. */
export type Tensors = ReadonlyMap<string, Uint8Array>;

/** Every weight of a network in our order and layout. @throws Refusal */
export function readWeights(
  reader: ProtobufReader,
  tensors: Tensors,
  architecture: Architecture,
): readonly Float32Array[] {
  const names = kerasNames(architecture);
  const floats = (name: string, count: number): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor === undefined) return refuse(`The ONNX file has no weight ${name}`);
    return floatsOf(reader, tensor, { name, count });
  };
  return weightSpecs(architecture).map(({ spec, layerIndex }) => {
    const layer = architecture[layerIndex];
    const own = { layer: names[layerIndex] ?? '', weight: spec.name, shape: spec.shape };
    if (layer !== undefined && isRecurrent(layer)) return recurrentWeight(layer, own, floats);
    const values = floats(`${own.layer}/${own.weight}`, sizeOf(own.shape));
    if (own.shape.length !== 4) return values;
    return channelsLast(values, own.shape, own.weight.endsWith('depthwise_kernel'));
  });
}

interface Place {
  readonly layer: string;
  readonly weight: string;
  readonly shape: Shape;
}

type RecurrentLayer = Extract<Layer, { kind: keyof typeof gateOrders }>;
const isRecurrent = (layer: Layer): layer is RecurrentLayer =>
  Object.hasOwn(gateOrders, layer.kind);

/** Both directions stand in one tensor, gates in ONNX' order, kernels as `[gates · units, inputs]`, and each bias with a second one of zeros. */
function recurrentWeight(
  { kind, params }: RecurrentLayer,
  { layer, weight, shape }: Place,
  floats: (name: string, count: number) => Float32Array,
): Float32Array {
  const order = inverse(gateOrders[kind]);
  const [gates, { units }] = [order.length, params];
  const [direction, name] = weight.startsWith('backward_')
    ? [1, weight.slice('backward_'.length)]
    : [0, weight.replace(/^forward_/, '')];
  const isBias = name === 'bias';
  const rows = sizeOf(shape) / (gates * units);
  const count = isBias ? 2 * gates * units : sizeOf(shape);
  const directions = params.bidirectional ? 2 : 1;
  const all = floats(`${layer}/${name}`, directions * count);
  const stored = all.subarray(direction * count, (direction + 1) * count);
  const ours = isBias
    ? stored.slice(0, sizeOf(shape))
    : permuted(stored, [gates * units, rows], [1, 0]);
  return inGates(ours, [rows, gates, units], order);
}

/** A tensor's type and bytes. */
export function rawOf(reader: ProtobufReader, tensor: Uint8Array) {
  let [type, raw] = [0, new Uint8Array()];
  for (const { number, value } of reader.fields(tensor)) {
    if (number === inTensor.type && typeof value === 'number') type = value;
    if (number === inTensor.raw && value instanceof Uint8Array) raw = Uint8Array.from(value);
  }
  return { type, raw };
}

/** A tensor's numbers. */
export function floatsOf(
  reader: ProtobufReader,
  tensor: Uint8Array,
  { name, count }: { readonly name: string; readonly count: number },
): Float32Array {
  const { type, raw } = rawOf(reader, tensor);
  const bytes = { [types.float32]: 4, [types.float16]: 2 }[type];
  if (bytes === undefined || raw.length !== count * bytes)
    return refuse(`The weight ${name} in the ONNX file is not ${count} floats`);
  const values =
    bytes === 4
      ? new Float32Array(raw.buffer)
      : Float32Array.from(new Uint16Array(raw.buffer), fromFloat16);
  if (!values.every(Number.isFinite)) refuse(`The weight ${name} has values that are not numbers`);
  return values;
}

/** `[out, in, h, w]`, or `[in · multiplier, 1, h, w]` of a depthwise kernel, to `[h, w, in, out]`. */
export function channelsLast<T extends Float32Array | Int8Array | Int32Array>(
  values: T,
  shape: Shape,
  isDepthwise: boolean,
): T {
  const [height = 1, width = 1, depth = 1, last = 1] = shape;
  const area = height * width;
  const result = values.slice() as T; // of its own type
  let at = 0;
  for (let place = 0; place < area; place++)
    for (let i = 0; i < depth; i++)
      for (let o = 0; o < last; o++) {
        const channel = isDepthwise ? i * last + o : o * depth + i;
        result[at++] = values[channel * area + place] ?? 0;
      }
  return result;
}

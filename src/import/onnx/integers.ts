import { weightSpecs } from '../../core/initialize.ts';
import type { Architecture } from '../../core/recipe.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import type { QuantizedRange, StoredTensor } from '../../core/stored-model.ts';
import { kerasNames } from '../../core/summary.ts';
import { refuse } from '../refusal.ts';
import type { ProtobufReader } from './protobuf.ts';
import { channelsLast, floatsOf, rawOf, type Tensors, types } from './weights.ts';

/** Codes stand there as uint8: see `integerNumbers` of the writer. */
const shift = 128;
const zeroPoint = '/zero_point';
/** A 32-bit code times it is still a float32. */
const mostScale = 2 ** 96;

/** Codes, scales and ranges of an int8 file that Sizewise wrote. @throws Refusal */
export function readIntegers(
  reader: ProtobufReader,
  tensors: Tensors,
  architecture: Architecture,
): { readonly tensors: readonly StoredTensor[]; readonly ranges: readonly QuantizedRange[] } {
  const names = kerasNames(architecture);
  const weights = weightSpecs(architecture).map(({ spec, layerIndex }) => ({
    name: `${names[layerIndex]}/${spec.name}`,
    shape: spec.shape,
  }));
  const tensorOf = (name: string): Uint8Array =>
    tensors.get(name) ?? refuse(`The ONNX file has no ${name}`);
  const scalesOf = (name: string): Float32Array => {
    const tensor = tensorOf(`${name}/scale`);
    const count = rawOf(reader, tensor).raw.length / 4;
    const scales = floatsOf(reader, tensor, { name: `${name}/scale`, count });
    if (count === 0 || !scales.every((scale) => scale > 0 && scale <= mostScale))
      refuse(`The scale of ${name} in the ONNX file is out of range`);
    return scales;
  };
  const stored = weights.map(({ name, shape }): StoredTensor => {
    const scales = scalesOf(name);
    const { bits, values } = codesOf(rawOf(reader, tensorOf(name)), name, shape);
    if (scales.length !== 1 && scales.length !== lastSide(name, shape))
      refuse(`The weight ${name} in the ONNX file has ${scales.length} scales`);
    return { type: 'integer', bits, values, scales };
  });
  // A network's values stand in the file in the order in which they are worked out.
  const own = new Set(weights.map(({ name }) => name));
  const rounded = [...tensors.keys()]
    .filter((name) => name.endsWith(zeroPoint))
    .map((name) => name.slice(0, -zeroPoint.length))
    .filter((name) => !own.has(name));
  const ranges = rounded.map((name): QuantizedRange => {
    const { type, raw } = rawOf(reader, tensorOf(`${name}${zeroPoint}`));
    const [scale, ...others] = scalesOf(name);
    const [code] = raw;
    if (type !== types.uint8 || raw.length !== 1 || code === undefined || scale === undefined)
      return refuse(`The range of ${name} in the ONNX file is damaged`);
    if (others.length > 0) refuse(`The range of ${name} in the ONNX file has several scales`);
    return { scale, zeroPoint: code - shift };
  });
  return { tensors: stored, ranges };
}

/** Places that have a scale each: filters, or what a depthwise kernel makes of each channel. */
const lastSide = (name: string, shape: Shape): number =>
  isDepthwise(name) ? (shape.at(-1) ?? 1) * (shape.at(-2) ?? 1) : (shape.at(-1) ?? 1);

const isDepthwise = (name: string): boolean => name.endsWith('depthwise_kernel');

function codesOf(
  { type, raw }: ReturnType<typeof rawOf>,
  name: string,
  shape: Shape,
): { readonly bits: number; readonly values: Int8Array | Int32Array } {
  const count = sizeOf(shape);
  if (type === types.int32 && raw.length === 4 * count)
    return { bits: 32, values: new Int32Array(raw.buffer) };
  if (type !== types.uint8 || raw.length !== count)
    return refuse(`The weight ${name} in the ONNX file is not ${count} codes`);
  const codes = Int8Array.from(raw, (code) => code - shift);
  const values = shape.length === 4 ? channelsLast(codes, shape, isDepthwise(name)) : codes;
  return { bits: 8, values };
}

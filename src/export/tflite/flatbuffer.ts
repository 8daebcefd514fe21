import { Builder, type Offset } from 'flatbuffers';
import type { Graph, Operator, Quantization, Tensor, TfliteModel } from './graph.ts';
import { type Field, type OperatorKind, operatorNumbers, tensorTypes } from './schema.ts';

/** Kernels read weights where they lie in the file: TensorFlow Lite wants them at multiples of 16. */
const alignment = 16;

/** A model as a `.tflite` file. */
export function writeFlatbuffer(model: TfliteModel): Uint8Array<ArrayBuffer> {
  const b = new Builder(1 << 16);
  const buffers = collectBuffers(model);
  const codes = codesOf(model);
  const bufferTables = buffers.contents.map((data) => bufferTable(b, data));
  const graphs = model.graphs.map((graph) =>
    graphTable(b, graph, { buffers, codes, isFree: !model.hasOneImage }),
  );
  const parts = {
    codes: offsets(
      b,
      [...codes].map(([kind, version]) => codeTable(b, kind, version)),
    ),
    graphs: offsets(b, graphs),
    buffers: offsets(b, bufferTables),
    description: b.createString(model.description),
    metadata: offsets(b, [metadataTable(b, buffers.runtime)]),
    signatures: offsets(
      b,
      model.graphs.slice(0, 1).map((graph) => signatureTable(b, graph)),
    ),
  };
  const root = table(b, 8, () => {
    b.addFieldInt32(0, 3, 0);
    b.addFieldOffset(1, parts.codes, 0);
    b.addFieldOffset(2, parts.graphs, 0);
    b.addFieldOffset(3, parts.description, 0);
    b.addFieldOffset(4, parts.buffers, 0);
    b.addFieldOffset(6, parts.metadata, 0);
    b.addFieldOffset(7, parts.signatures, 0);
  });
  b.finish(root, 'TFL3');
  return b.asUint8Array().slice();
}

function table(b: Builder, fields: number, add: () => void): Offset {
  b.startObject(fields);
  add();
  return b.endObject();
}

function offsets(b: Builder, values: readonly Offset[]): Offset {
  b.startVector(4, values.length, 4);
  for (const value of values.toReversed()) b.addOffset(value);
  return b.endVector();
}

function integers(b: Builder, values: readonly number[]): Offset {
  b.startVector(4, values.length, 4);
  for (const value of values.toReversed()) b.addInt32(value);
  return b.endVector();
}

interface Buffers {
  /** The first is empty: it is that of all that is computed. */
  readonly contents: readonly Uint8Array[];
  readonly placeOf: (tensor: Tensor) => number;
  /** Place of the oldest runtime that can run the model. */
  readonly runtime: number;
}

/** The first TensorFlow whose kernels know all the operators that are written here. */
const leastRuntime = '2.17.0';

/** Longer ones are kernels, of which no two are equal. */
const longestShared = 4096;

/** Contents of all tensors, small ones that are equal once. */
function collectBuffers({ graphs }: TfliteModel): Buffers {
  const contents: Uint8Array[] = [new Uint8Array(0)];
  const places = new Map<string, number>();
  const keep = (data: Uint8Array): number => {
    if (data.length > longestShared) return contents.push(data) - 1;
    const key = data.join();
    const place = places.get(key) ?? contents.push(data) - 1;
    places.set(key, place);
    return place;
  };
  const all = new Map<Tensor, number>();
  for (const { tensors } of graphs)
    for (const tensor of tensors) if (tensor.data !== null) all.set(tensor, keep(tensor.data));
  const runtime = contents.push(new TextEncoder().encode(leastRuntime.padEnd(16, '\0'))) - 1;
  return { contents, placeOf: (tensor) => all.get(tensor) ?? 0, runtime };
}

function bufferTable(b: Builder, data: Uint8Array): Offset {
  if (data.length === 0) return table(b, 1, () => {});
  b.prep(alignment, data.length);
  const bytes = b.createByteVector(data);
  return table(b, 1, () => b.addFieldOffset(0, bytes, 0));
}

/** Operators in use, each with the newest version in use. */
function codesOf({ graphs }: TfliteModel): ReadonlyMap<OperatorKind, number> {
  const codes = new Map<OperatorKind, number>();
  for (const { operators } of graphs)
    for (const { kind, version } of operators)
      codes.set(kind, Math.max(version, codes.get(kind) ?? 1));
  return codes;
}

function codeTable(b: Builder, kind: OperatorKind, version: number): Offset {
  const { code } = operatorNumbers[kind];
  return table(b, 4, () => {
    b.addFieldInt8(0, Math.min(code, 127), 0); // readers from before 2.4 look here
    b.addFieldInt32(2, version, 1);
    b.addFieldInt32(3, code, 0);
  });
}

interface Shared {
  readonly buffers: Buffers;
  readonly codes: ReadonlyMap<OperatorKind, number>;
  /** Whether the batch may be of any size. */
  readonly isFree: boolean;
}

function graphTable(b: Builder, graph: Graph, { buffers, codes, isFree }: Shared): Offset {
  const kinds = [...codes.keys()];
  const tensors = offsets(
    b,
    graph.tensors.map((tensor) =>
      tensorTable(b, tensor, { buffer: buffers.placeOf(tensor), isFree }),
    ),
  );
  const operators = offsets(
    b,
    graph.operators.map((operator) => operatorTable(b, operator, kinds.indexOf(operator.kind))),
  );
  const [inputs, outputs] = [integers(b, graph.inputs), integers(b, graph.outputs)];
  const name = b.createString(graph.name);
  return table(b, 5, () => {
    b.addFieldOffset(0, tensors, 0);
    b.addFieldOffset(1, inputs, 0);
    b.addFieldOffset(2, outputs, 0);
    b.addFieldOffset(3, operators, 0);
    b.addFieldOffset(4, name, 0);
  });
}

function tensorTable(
  b: Builder,
  tensor: Tensor,
  { buffer, isFree }: { readonly buffer: number; readonly isFree: boolean },
): Offset {
  const { shape, hasBatch, type, quantization } = tensor;
  const sides = integers(b, shape);
  const signature = hasBatch && isFree ? integers(b, [-1, ...shape.slice(1)]) : 0;
  const range = quantization && quantizationTable(b, quantization);
  const name = b.createString(tensor.name);
  return table(b, 9, () => {
    b.addFieldOffset(0, sides, 0);
    b.addFieldInt8(1, tensorTypes[type], 0);
    b.addFieldInt32(2, buffer, 0);
    b.addFieldOffset(3, name, 0);
    if (range !== null) b.addFieldOffset(4, range, 0);
    b.addFieldOffset(7, signature, 0);
    b.addFieldInt8(8, 1, 0); // its rank is known
  });
}

function quantizationTable(b: Builder, { scales, zeroPoint, axis = 0 }: Quantization): Offset {
  b.startVector(4, scales.length, 4);
  for (const scale of scales.toReversed()) b.addFloat32(scale);
  const scaleVector = b.endVector();
  b.startVector(8, scales.length, 8);
  for (const _ of scales) b.addInt64(BigInt(zeroPoint));
  const zeroPoints = b.endVector();
  return table(b, 7, () => {
    b.addFieldOffset(2, scaleVector, 0);
    b.addFieldOffset(3, zeroPoints, 0);
    b.addFieldInt32(6, axis, 0);
  });
}

function operatorTable(b: Builder, operator: Operator, code: number): Offset {
  const { options } = operatorNumbers[operator.kind];
  const fields = options === 0 ? 0 : optionsTable(b, operator.options);
  const [inputs, outputs] = [integers(b, operator.inputs), integers(b, operator.outputs)];
  return table(b, 5, () => {
    b.addFieldInt32(0, code, 0);
    b.addFieldOffset(1, inputs, 0);
    b.addFieldOffset(2, outputs, 0);
    b.addFieldInt8(3, options, 0);
    b.addFieldOffset(4, fields, 0);
  });
}

const adders = {
  int8: (b: Builder, { id, value, fallback }: Field) => b.addFieldInt8(id, value, fallback),
  int32: (b: Builder, { id, value, fallback }: Field) => b.addFieldInt32(id, value, fallback),
  float32: (b: Builder, { id, value, fallback }: Field) => b.addFieldFloat32(id, value, fallback),
};

const optionsTable = (b: Builder, fields: readonly Field[]): Offset =>
  table(b, 7, () => {
    for (const field of fields) adders[field.type](b, field);
  });

function metadataTable(b: Builder, buffer: number): Offset {
  const name = b.createString('min_runtime_version');
  return table(b, 2, () => {
    b.addFieldOffset(0, name, 0);
    b.addFieldInt32(1, buffer, 0);
  });
}

/** Inputs and outputs by name, as `get_signature_runner` finds them. */
function signatureTable(b: Builder, { tensors, inputs, outputs }: Graph): Offset {
  const named = (places: readonly number[]): Offset =>
    offsets(
      b,
      places.map((place) => tensorMapTable(b, tensors[place]?.name ?? '', place)),
    );
  const [from, to] = [named(inputs), named(outputs)];
  const key = b.createString('serving_default');
  return table(b, 5, () => {
    b.addFieldOffset(0, from, 0);
    b.addFieldOffset(1, to, 0);
    b.addFieldOffset(2, key, 0);
  });
}

function tensorMapTable(b: Builder, text: string, place: number): Offset {
  const name = b.createString(text);
  return table(b, 2, () => {
    b.addFieldOffset(0, name, 0);
    b.addFieldInt32(1, place, 0);
  });
}

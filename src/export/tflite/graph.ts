import type { Shape } from '../../core/shape.ts';
import type { Field, OperatorKind, TensorType } from './schema.ts';

/** real = scale · (code − zeroPoint); several scales belong to the places along an axis. */
export interface Quantization {
  readonly scales: Float32Array;
  readonly zeroPoint: number;
  readonly axis?: number;
}

export interface Tensor {
  readonly name: string;
  readonly type: TensorType;
  /** With the batch, as 1. */
  readonly shape: Shape;
  /** Whether its first axis is the batch, and free. */
  readonly hasBatch: boolean;
  /** Little-endian; null for what is computed. */
  readonly data: Uint8Array | null;
  readonly quantization: Quantization | null;
}

export interface Operator {
  readonly kind: OperatorKind;
  /** The first version of the operator that can do this. */
  readonly version: number;
  /** Places of tensors; −1 for one left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: readonly Field[];
}

/** What TensorFlow Lite calls a subgraph; bodies and conditions of loops are ones of their own. */
export interface Graph {
  readonly name: string;
  readonly tensors: Tensor[];
  readonly operators: Operator[];
  readonly inputs: number[];
  readonly outputs: number[];
}

export interface TfliteModel {
  readonly description: string;
  /** The first is the network. */
  readonly graphs: readonly Graph[];
  /** Without a free batch: LiteRT.js takes no other. */
  readonly hasOneImage?: true;
}

export const createGraph = (name: string): Graph => ({
  ...{ name, tensors: [], operators: [], inputs: [], outputs: [] },
});

/** Where a tensor is added, and what it is called. */
export interface At {
  readonly graph: Graph;
  readonly name: string;
}

type Values = Float32Array | Uint16Array | Int8Array | Int32Array;

interface Constant {
  readonly type: TensorType;
  readonly shape: Shape;
  readonly values: Values;
  readonly quantization?: Quantization;
}

/** Adds a tensor, and gives its place. */
export const addTensor = ({ tensors }: Graph, tensor: Tensor): number => tensors.push(tensor) - 1;

/** Adds a tensor whose values the file holds. */
export function addConstant(
  { graph, name }: At,
  { type, shape, values, quantization }: Constant,
): number {
  const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
  return addTensor(graph, {
    ...{ name, type, shape, data, hasBatch: false, quantization: quantization ?? null },
  });
}

/** Adds whole numbers that steer an operator: a shape, axes; known ones are used again. */
export function addIntegers(graph: Graph, values: readonly number[], shape?: Shape): number {
  const name = `${shape ? 'number' : 'numbers'} ${values.join(' ')}`;
  const known = graph.tensors.findIndex((tensor) => tensor.name === name);
  return known >= 0
    ? known
    : addConstant(
        { graph, name },
        {
          type: 'int32',
          ...{ shape: shape ?? [values.length], values: Int32Array.from(values) },
        },
      );
}

/** Adds a tensor that an operator computes, of one shape for each example. */
export const addValue = (
  { graph, name }: At,
  shape: Shape,
  of: { type?: TensorType; quantization?: Quantization | null } = {},
): number =>
  addTensor(graph, {
    ...{ name, type: of.type ?? 'float32', shape: [1, ...shape], hasBatch: true, data: null },
    quantization: of.quantization ?? null,
  });

/** Adds a tensor of whole numbers, or of truths, that has no batch. */
export const addNumbers = ({ graph, name }: At, type: 'int32' | 'bool', shape: Shape): number =>
  addTensor(graph, { name, type, shape, hasBatch: false, data: null, quantization: null });

/** Adds an operator. */
export function addOperator(
  graph: Graph,
  kind: OperatorKind,
  { inputs, outputs, options = [], version = 1 }: OperatorParts,
): void {
  graph.operators.push({ kind, version, inputs, outputs, options });
}

type OperatorParts = Pick<Operator, 'inputs' | 'outputs'> &
  Partial<Pick<Operator, 'options' | 'version'>>;

/** A tensor's shape for each example. */
export const shapeAt = ({ tensors }: Graph, place: number): Shape =>
  (tensors[place]?.shape ?? []).slice(1);

/** Adds a look at a tensor in another shape of as many numbers; of none where it has that shape. */
export function reshaped(at: At, x: number, shape: Shape): number {
  const { graph } = at;
  if (shapeAt(graph, x).join() === shape.join()) return x;
  const { type = 'float32', quantization = null } = graph.tensors[x] ?? {};
  const y = addValue(at, shape, { type, quantization });
  addOperator(graph, 'RESHAPE', { inputs: [x, addIntegers(graph, [-1, ...shape])], outputs: [y] });
  return y;
}

/** Rows of `depth` become columns: from Keras' kernels, outputs last, to TensorFlow Lite's, outputs first. */
export function outputsFirst<V extends Float32Array | Int8Array>(values: V, columns: number): V {
  const turned = values.slice() as V; // of its own kind
  const depth = values.length / columns;
  for (let i = 0; i < values.length; i++)
    turned[(i % columns) * depth + Math.floor(i / columns)] = values[i] as number; // below length
  return turned;
}

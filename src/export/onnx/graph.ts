import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { Shape } from '../../core/shape.ts';

/** LayerNormalization came with 17, and int8 has all it needs since 13. */
const opset = 17n;
/** That of ONNX 1.12, which brought the opset. */
const irVersion = 8n;

type Attribute = number | readonly number[] | string | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;
export type TensorValues = Float32Array | Uint16Array | Uint8Array | Int32Array | BigInt64Array;

/** A tensor of a graph; a Uint16Array holds float16. */
export interface Constant {
  readonly name: string;
  readonly dims: Shape;
  readonly values: TensorValues;
}

/** What a file says of itself. */
export interface About {
  readonly name: string;
  readonly words: string;
  readonly properties: Readonly<Record<string, string>>;
}

/** Nodes and constants of a model, in the order in which they compute. */
export class Graph {
  /** Names of values begin so: the layer that is being written. */
  scope = '';
  readonly #input: ValueInfoProto;
  readonly #nodes: NodeProto[] = [];
  readonly #constants: TensorProto[] = [];
  readonly #uses = new Map<string, number>();

  /** @param input its one input, for any number of examples */
  constructor(input: { readonly name: string; readonly dims: Shape }) {
    this.#input = valueInfo(input.name, input.dims);
  }

  /** Adds a node and gives the name of its output. */
  node(opType: string, input: readonly string[], attributes: Attributes = {}): string {
    const name = this.#fresh(`${this.scope}/${opType}`);
    this.#add({ name, opType, input: [...input], output: [name] }, attributes);
    return name;
  }

  /** As `node`, for one whose second output is the one that is wanted. */
  nodeWithSecond(opType: string, input: readonly string[], attributes: Attributes): string {
    const name = this.#fresh(`${this.scope}/${opType}`);
    this.#add({ name, opType, input: [...input], output: ['', name] }, attributes);
    return name;
  }

  #add(node: MessageInitShape<typeof NodeProtoSchema>, attributes: Attributes): void {
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.#nodes.push(create(NodeProtoSchema, { ...node, attribute }));
  }

  constant({ name: wanted, dims, values }: Constant): string {
    const name = this.#fresh(wanted);
    const rawData = new Uint8Array(values.byteLength);
    rawData.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#constants.push(
      create(TensorProtoSchema, {
        ...{ name, rawData, dataType: dataTypeOf(values) },
        dims: dims.map(BigInt),
      }),
    );
    return name;
  }

  /** A list of whole numbers that a node takes as an input: a shape. */
  integers(values: readonly number[]): string {
    const name = `${this.scope}/shape`;
    return this.constant({
      name,
      dims: [values.length],
      values: BigInt64Array.from(values, BigInt),
    });
  }

  /** The model's file. @param last the value that is its output, which gets another name */
  finish(
    last: string,
    output: { readonly name: string; readonly dims: Shape },
    { name, words, properties }: About,
  ): Uint8Array<ArrayBuffer> {
    const renamed = (value: string): string => (value === last ? output.name : value);
    for (const node of this.#nodes) {
      node.input = node.input.map(renamed);
      node.output = node.output.map(renamed);
    }
    const graph = create(GraphProtoSchema, {
      ...{ name, node: this.#nodes, initializer: this.#constants },
      ...{ input: [this.#input], output: [valueInfo(output.name, output.dims)] },
    });
    const model = create(ModelProtoSchema, {
      ...{ irVersion, graph, producerName: 'Sizewise', docString: words },
      opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: opset })],
      metadataProps: Object.entries(properties).map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      ),
    });
    return toBinary(ModelProtoSchema, model);
  }

  #fresh(name: string): string {
    const uses = this.#uses.get(name) ?? 0;
    this.#uses.set(name, uses + 1);
    return uses === 0 ? name : `${name}_${uses}`;
  }
}

function dataTypeOf(values: TensorValues): TensorProto_DataType {
  if (values instanceof Float32Array) return TensorProto_DataType.FLOAT;
  if (values instanceof Uint16Array) return TensorProto_DataType.FLOAT16;
  if (values instanceof Uint8Array) return TensorProto_DataType.UINT8;
  return values instanceof Int32Array ? TensorProto_DataType.INT32 : TensorProto_DataType.INT64;
}

function attributeOf(name: string, value: Attribute): AttributeProto {
  const type = AttributeProto_AttributeType;
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: type.INT, i: BigInt(value) });
  if (typeof value === 'string')
    return create(AttributeProtoSchema, {
      ...{ name, type: type.STRING },
      s: new TextEncoder().encode(value),
    });
  return 'float' in value
    ? create(AttributeProtoSchema, { name, type: type.FLOAT, f: value.float })
    : create(AttributeProtoSchema, { name, type: type.INTS, ints: value.map(BigInt) });
}

/** Floats whose first side, the batch, is open. */
function valueInfo(name: string, dims: Shape): ValueInfoProto {
  const sides = dims.map((side) => ({ case: 'dimValue', value: BigInt(side) }) as const);
  const shape = create(TensorShapeProtoSchema, {
    dim: [{ case: 'dimParam', value: 'N' } as const, ...sides].map((value) =>
      create(TensorShapeProto_DimensionSchema, { value }),
    ),
  });
  const value = create(TypeProto_TensorSchema, { elemType: TensorProto_DataType.FLOAT, shape });
  const type = create(TypeProtoSchema, { value: { case: 'tensorType', value } });
  return create(ValueInfoProtoSchema, { name, type });
}

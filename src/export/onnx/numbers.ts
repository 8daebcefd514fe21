import { invariant } from '../../core/invariant.ts';
import type { Shape } from '../../core/shape.ts';
import type { QuantizedRange, StoredModel, StoredTensor } from '../../core/stored-model.ts';
import { type Arrangement, permuted } from './arrange.ts';
import type { Constant, Graph, TensorValues } from './graph.ts';

/** A weight that is to stand in the graph. */
export interface WeightPlace {
  /** Among the network's weights. */
  readonly index: number;
  readonly name: string;
  /** Keras'. */
  readonly shape: Shape;
  readonly arrangement: Arrangement;
}

/** What a graph computes with: how its weights stand there as floats, and what becomes of what an operation gives. */
export interface Numbers {
  weight(place: WeightPlace): string;
  /** Of a network of floats. */
  floats(index: number): Float32Array;
  constant(constant: FloatConstant): string;
  value(x: string): string;
  /** Throws where the network had more to say than the graph asked for. */
  finish(): void;
}

export interface FloatConstant extends Constant {
  readonly values: Float32Array;
}

const arranged = <T extends Float32Array | Int8Array | Int32Array>(
  values: T,
  { shape, arrangement: { order } }: WeightPlace,
): T => (order === undefined ? values : permuted(values, shape, order));

/** @param store puts a weight into the graph, in whichever type */
export function floatNumbers(
  weights: readonly Float32Array[],
  store: (constant: FloatConstant) => string,
): Numbers {
  const floats = (index: number): Float32Array => weights[index] ?? new Float32Array(0);
  return {
    floats,
    constant: store,
    weight: (place) =>
      store({
        name: place.name,
        dims: place.arrangement.dims,
        values: arranged(floats(place.index), place),
      }),
    value: (x) => x,
    finish: () => undefined,
  };
}

/**
 * Int8 as ONNX' tools have it: weights behind a DequantizeLinear, and after every operation a QuantizeLinear and a
 * DequantizeLinear with its range; a runtime makes whole-number kernels of what stands between. All codes are 128 higher
 * than ours, as uint8: where a processor has no VNNI, ONNX Runtime adds products of int8 weights in 16 bits, which overflow.
 */
export function integerNumbers(graph: Graph, { tensors, arithmetic }: StoredModel): Numbers {
  invariant(arithmetic.kind === 'int8', 'a model with integer arithmetic');
  const { ranges } = arithmetic;
  let values = 0;
  return {
    weight(place) {
      const tensor = tensors[place.index];
      invariant(tensor?.type === 'integer', 'an integer model has integer weights');
      return dequantized(graph, tensor, place);
    },
    value(x) {
      const range = ranges[values++];
      invariant(range !== undefined, 'an integer model has a range for every operation');
      return rounded(graph, x, range);
    },
    finish: () => invariant(values === ranges.length, 'every range belongs to an operation'),
    floats: () => new Float32Array(0),
    constant: (constant) => graph.constant(constant),
  };
}

const shift = 128;

function dequantized(
  graph: Graph,
  { values, scales }: Extract<StoredTensor, { type: 'integer' }>,
  place: WeightPlace,
): string {
  const { name, arrangement } = place;
  const codes = arranged(values, place);
  const isBias = codes instanceof Int32Array;
  const isOne = scales.length === 1;
  const scaleDims = isOne ? [] : [scales.length];
  const constant = (suffix: string, dims: Shape, of: TensorValues): string =>
    graph.constant({ name: `${name}${suffix}`, dims, values: of });
  const inputs = [
    constant('', arrangement.dims, isBias ? codes : Uint8Array.from(codes, (code) => code + shift)),
    constant('/scale', scaleDims, scales),
    // A bias has none: its zero is 0.
    ...(isBias
      ? []
      : [
          constant(
            '/zero_point',
            scaleDims,
            Uint8Array.from(scales, () => shift),
          ),
        ]),
  ];
  return graph.node('DequantizeLinear', inputs, isOne ? {} : { axis: arrangement.channelAxis });
}

function rounded(graph: Graph, x: string, { scale, zeroPoint }: QuantizedRange): string {
  const scalar = (name: string, values: TensorValues): string =>
    graph.constant({ name: `${x}/${name}`, dims: [], values });
  const range = [
    scalar('scale', Float32Array.of(scale)),
    scalar('zero_point', Uint8Array.of(zeroPoint + shift)),
  ];
  const codes = graph.node('QuantizeLinear', [x, ...range]);
  return graph.node('DequantizeLinear', [codes, ...range]);
}

import { invariant } from '../../core/invariant.ts';
import type { ActivationName } from '../../core/layer.ts';
import type { QuantizedRange, StoredModel, StoredTensor } from '../../core/stored-model.ts';
import type { FloatModel } from '../compression.ts';
import { activationFunctions } from './activations.ts';
import { type FixedPoint, fixedPoint, meanFactor, multiplyByFixedPoint } from './fixed-point.ts';
import { channelsOf, operationsOf, type PlacedOperation } from './operations.ts';
import { codeOf } from './ranges.ts';
import { clamp, roundHalfAway } from './round.ts';
import { type Granularity, largestOf, quantizeByLargest } from './weights.ts';

/** A bias larger than this in its own steps could overflow the sum of 32 bits that it is added to. */
const largestBias = 2 ** 30;

/**
 * Weights of a network from `lowerToIntegerLayers` as TFLite's int8: kernels symmetric in [−127, 127], biases as int32 in
 * steps of input scale · kernel scale. Where a bias would not fit, the kernel's scale grows until it does.
 */
export function int8Tensors(
  operations: readonly PlacedOperation[],
  weights: FloatModel['weights'],
  { ranges, granularity }: Rounding,
): StoredTensor[] {
  return operations.flatMap((placed): StoredTensor[] => {
    const [values, bias, ...rest] = placed.weights.map((place) => weights[place]);
    if (values === undefined) return [];
    const { scale: inputScale } = rangeAt(ranges, placed.inputs[0] ?? 0);
    const largest = largestOf(values, granularity === 'tensor' ? 1 : channelsOf(placed.operation));
    bias?.forEach((value, c) => {
      const least = (127 * Math.abs(value)) / (inputScale * largestBias);
      const at = c % largest.length;
      largest[at] = Math.max(largest[at] ?? 0, least);
    });
    const kernel = quantizeByLargest(values, largest, {
      bits: 8,
      codes: new Int8Array(values.length),
    });
    const steps = kernel.scales.map((scale) => inputScale * scale);
    return [kernel, ...(bias ? [biasTensor(bias, steps)] : []), ...rest.map(constantTensor)];
  });
}

interface Rounding {
  /** Of the values. */
  readonly ranges: readonly QuantizedRange[];
  readonly granularity: Granularity;
}

function biasTensor(bias: Float32Array, scales: Float32Array): StoredTensor {
  const values = Int32Array.from(bias, (value, c) =>
    clamp(roundHalfAway(value / (scales[c % scales.length] ?? 1)), -(2 ** 31), 2 ** 31 - 1),
  );
  return { type: 'integer', bits: 32, values, scales };
}

/** Statistics of a batch norm without a layer to be folded into: all 0, or all the same. */
function constantTensor(values: Float32Array = new Float32Array(0)): StoredTensor {
  const [value = 0] = values;
  const codes = new Int8Array(values.length).fill(value === 0 ? 0 : 1);
  return { type: 'integer', bits: 2, values: codes, scales: Float32Array.of(value || 1) };
}

/** Of a value, by its number. */
export const rangeAt = (ranges: readonly QuantizedRange[], value: number): QuantizedRange =>
  ranges[value] ?? { scale: 1, zeroPoint: 0 };

/** An operation in whole numbers. */
export interface IntegerLayer extends PlacedOperation {
  readonly input: QuantizedRange;
  /** Of the second of two inputs, else the input's. */
  readonly other: QuantizedRange;
  readonly output: QuantizedRange;
  /** In Keras' layout; empty where the layer has none. */
  readonly kernel: Int8Array;
  /** For each output channel. */
  readonly bias: Int32Array;
  /** input scale · kernel scale / output scale for each output channel; of a mean one, which divides as well. */
  readonly factors: readonly FixedPoint[];
  /** Codes that come out: a ReLU's begin at the zero point. */
  readonly low: number;
  readonly high: number;
  /** Of an activation: the code for each code from −128 up. */
  readonly table: Int8Array | null;
}

export interface IntegerNetwork {
  readonly layers: readonly IntegerLayer[];
  /** The input's code for each grey level. */
  readonly pixels: Int8Array;
  readonly output: QuantizedRange;
}

/** A stored int8 model as its operations compute. */
export function integerNetwork(model: StoredModel): IntegerNetwork {
  const { architecture, arithmetic, tensors, pixelRange } = model;
  invariant(arithmetic.kind === 'int8', 'a model with integer arithmetic');
  const { ranges } = arithmetic;
  const layers = operationsOf(architecture).map((placed, index): IntegerLayer => {
    const [x = 0, other = x] = placed.inputs;
    return integerLayer(placed, {
      tensors: placed.weights.flatMap((place) => tensors[place] ?? []),
      input: rangeAt(ranges, x),
      other: rangeAt(ranges, other),
      output: rangeAt(ranges, index + 1),
    });
  });
  const input = rangeAt(ranges, 0);
  const pixels = Int8Array.from({ length: 256 }, (_, grey) =>
    codeOf(realOf(grey, pixelRange), input),
  );
  return { layers, pixels, output: rangeAt(ranges, layers.length) };
}

/** What a grey level is to a network. */
export const realOf = (grey: number, pixelRange: StoredModel['pixelRange']): number =>
  pixelRange === '0..1' ? Math.fround(grey / 255) : Math.fround(Math.fround(grey / 127.5) - 1);

interface Parts {
  readonly tensors: readonly StoredTensor[];
  readonly input: QuantizedRange;
  readonly other: QuantizedRange;
  readonly output: QuantizedRange;
}

/** An operation with the weights and ranges that it computes with. */
export function integerLayer(
  placed: PlacedOperation,
  { tensors, input, other, output }: Parts,
): IntegerLayer {
  const { operation } = placed;
  const [kernel, bias] = tensors;
  const channels = channelsOf(operation);
  const scales = kernel?.type === 'integer' ? kernel.scales : new Float32Array(1);
  const isRelu = 'isRelu' in operation && operation.isRelu;
  return {
    ...placed,
    ...{ input, other, output },
    kernel: kernel?.type === 'integer' ? Int8Array.from(kernel.values) : new Int8Array(0),
    bias: bias?.type === 'integer' ? Int32Array.from(bias.values) : new Int32Array(channels),
    factors:
      operation.type === 'mean'
        ? [meanFactor(input.scale / output.scale, operation.positions)]
        : Array.from({ length: channels }, (_, c) =>
            fixedPoint((input.scale * (scales[c % scales.length] ?? 0)) / output.scale),
          ),
    low: isRelu ? output.zeroPoint : -128,
    high: 127,
    table: operation.type === 'activation' ? tableOf(operation.activation, input, output) : null,
  };
}

/** An activation for each code from −128 up: TFLite's, which rescales for the two of straight lines. */
function tableOf(name: ActivationName, input: QuantizedRange, output: QuantizedRange): Int8Array {
  if (name === 'relu' || name === 'leaky_relu') return bentTable(name, input, output);
  const real = (code: number): number => (code - input.zeroPoint) * input.scale;
  return Int8Array.from({ length: 256 }, (_, i) =>
    codeOf(activationFunctions[name](real(i - 128)), output),
  );
}

/** One factor on each side of the bend, as float32. */
function bentTable(
  name: 'relu' | 'leaky_relu',
  input: QuantizedRange,
  output: QuantizedRange,
): Int8Array {
  const slopes = [activationFunctions[name](-1) / -1, 1].map((slope) =>
    fixedPoint(Math.fround(Math.fround(input.scale * Math.fround(slope)) / output.scale)),
  );
  return Int8Array.from({ length: 256 }, (_, i) => {
    const value = i - 128 - input.zeroPoint;
    const factor = slopes[Number(value >= 0)] ?? fixedPoint(0);
    return clamp(multiplyByFixedPoint(value, factor) + output.zeroPoint, -128, 127);
  });
}

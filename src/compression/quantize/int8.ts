import { weightSpecs } from '../../core/initialize.ts';
import { invariant } from '../../core/invariant.ts';
import { isKernel } from '../../core/layer.ts';
import type { QuantizedRange, StoredModel, StoredTensor } from '../../core/stored-model.ts';
import type { FloatModel } from '../compression.ts';
import { activationFunctions } from './activations.ts';
import { type FixedPoint, fixedPoint } from './fixed-point.ts';
import { operationsOf, type PlacedOperation } from './operations.ts';
import { codeOf } from './ranges.ts';
import { clamp, roundHalfAway } from './round.ts';
import { type Granularity, largestOf, quantizeByLargest, scalesOf } from './weights.ts';

/** A bias larger than this in its own steps could overflow the sum of 32 bits that it is added to. */
const largestBias = 2 ** 30;

/**
 * Weights of a network from `lowerToIntegerLayers` as TFLite's int8: kernels symmetric in [−127, 127], biases as int32 in
 * steps of input scale · kernel scale. Where a bias would not fit, the kernel's scale grows until it does.
 */
export function int8Tensors(
  { architecture, weights }: FloatModel,
  ranges: readonly QuantizedRange[],
  granularity: Granularity,
): StoredTensor[] {
  const specs = weightSpecs(architecture);
  const tensors: StoredTensor[] = [];
  specs.forEach(({ spec, layerIndex }, place) => {
    const values = weights[place] ?? new Float32Array(0);
    const { scale: inputScale } = rangeAt(ranges, layerIndex);
    if (isKernel(spec)) {
      const largest = largestOf(values, scalesOf(spec, granularity));
      const next = specs[place + 1];
      const bias = next?.layerIndex === layerIndex ? weights[place + 1] : undefined;
      bias?.forEach((value, c) => {
        const least = (127 * Math.abs(value)) / (inputScale * largestBias);
        const at = c % largest.length;
        largest[at] = Math.max(largest[at] ?? 0, least);
      });
      const codes = new Int8Array(values.length);
      tensors.push(quantizeByLargest(values, largest, { bits: 8, codes }));
      return;
    }
    const kernel = tensors.at(-1);
    invariant(kernel?.type === 'integer', 'a bias comes after its kernel');
    const scales = kernel.scales.map((scale) => inputScale * scale);
    const codes = Int32Array.from(values, (value, c) =>
      clamp(roundHalfAway(value / (scales[c % scales.length] ?? 1)), -(2 ** 31), 2 ** 31 - 1),
    );
    tensors.push({ type: 'integer', bits: 32, values: codes, scales });
  });
  return tensors;
}

const rangeAt = (ranges: readonly QuantizedRange[], index: number): QuantizedRange =>
  ranges[index] ?? { scale: 1, zeroPoint: 0 };

/** A layer in whole numbers. */
export interface IntegerLayer extends PlacedOperation {
  readonly input: QuantizedRange;
  /** Of an Add's second input, else the input's. */
  readonly skip: QuantizedRange;
  readonly output: QuantizedRange;
  /** In Keras' layout; empty where the layer has none. */
  readonly kernel: Int8Array;
  /** For each output channel. */
  readonly bias: Int32Array;
  /** input scale · kernel scale / output scale for each output channel; of a mean, one. */
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

/** A stored int8 model as its layers compute. */
export function integerNetwork(model: StoredModel): IntegerNetwork {
  const { architecture, arithmetic, tensors, pixelRange } = model;
  invariant(arithmetic.kind === 'int8', 'a model with integer arithmetic');
  const { ranges } = arithmetic;
  const specs = weightSpecs(architecture);
  const layers = operationsOf(architecture).map((placed, index): IntegerLayer => {
    const own = tensors.filter((_, place) => specs[place]?.layerIndex === index);
    const { operation } = placed;
    return layerOf(placed, {
      tensors: own,
      input: rangeAt(ranges, index),
      skip: rangeAt(ranges, operation.type === 'add' ? operation.from : index),
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
  readonly skip: QuantizedRange;
  readonly output: QuantizedRange;
}

function layerOf(placed: PlacedOperation, { tensors, input, skip, output }: Parts): IntegerLayer {
  const { operation } = placed;
  const [kernel, bias] = tensors;
  const channels =
    operation.type === 'conv'
      ? operation.filters
      : operation.type === 'depthwise'
        ? operation.window.channels * operation.multiplier
        : 0;
  const scales = kernel?.type === 'integer' ? kernel.scales : new Float32Array(1);
  const isRelu = 'isRelu' in operation && operation.isRelu;
  return {
    ...placed,
    ...{ input, skip, output },
    kernel: kernel?.type === 'integer' ? Int8Array.from(kernel.values) : new Int8Array(0),
    bias: bias?.type === 'integer' ? Int32Array.from(bias.values) : new Int32Array(channels),
    factors:
      operation.type === 'mean'
        ? [fixedPoint(input.scale / output.scale)]
        : Array.from({ length: channels }, (_, c) =>
            fixedPoint((input.scale * (scales[c % scales.length] ?? 0)) / output.scale),
          ),
    low: isRelu ? output.zeroPoint : -128,
    high: 127,
    table: operation.type === 'activation' ? tableOf(operation.activation, input, output) : null,
  };
}

function tableOf(
  name: keyof typeof activationFunctions,
  input: QuantizedRange,
  output: QuantizedRange,
): Int8Array {
  const real = (code: number): number => (code - input.zeroPoint) * input.scale;
  return Int8Array.from({ length: 256 }, (_, i) =>
    codeOf(activationFunctions[name](real(i - 128)), output),
  );
}

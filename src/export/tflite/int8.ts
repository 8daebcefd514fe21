import { rangeAt } from '../../compression/quantize/int8.ts';
import { invariant } from '../../core/invariant.ts';
import type { StoredModel } from '../../core/stored-model.ts';
import type { Arithmetic } from './arithmetic.ts';
import { addConstant, addValue, outputsFirst } from './graph.ts';

/** Codes of an int8 variant as they are, with the ranges that they are read by. */
export function int8Arithmetic({ arithmetic, tensors }: StoredModel): Arithmetic {
  invariant(arithmetic.kind === 'int8', 'a model with integer arithmetic');
  const { ranges } = arithmetic;
  const kernelAt = (place: number) => {
    const tensor = tensors[place];
    invariant(tensor?.type === 'integer', 'an int8 kernel');
    return tensor;
  };
  /** One for each channel, also where the tensor has one for all. */
  const scalesOf = (place: number, channels: number): Float32Array => {
    const { scales } = kernelAt(place);
    return Float32Array.from({ length: channels }, (_, c) => scales[c % scales.length] ?? 1);
  };
  return {
    isInt8: true,
    value: (at, shape, value) => {
      const { scale, zeroPoint } = rangeAt(ranges, value);
      const quantization = { scales: Float32Array.of(scale), zeroPoint };
      return addValue(at, shape, { type: 'int8', quantization });
    },
    isSameRange(value, other) {
      const [a, b] = [rangeAt(ranges, value), rangeAt(ranges, other)];
      return a.scale === b.scale && a.zeroPoint === b.zeroPoint;
    },
    kernel(at, weight, { shape, axis, channels }) {
      const codes = Int8Array.from(kernelAt(weight).values);
      const values = axis === 0 ? outputsFirst(codes, channels) : codes;
      const quantization = { scales: scalesOf(weight, channels), zeroPoint: 0, axis };
      const tensor = addConstant(at, { type: 'int8', shape, values, quantization });
      return { tensor, codes: 'int8' };
    },
    bias(at, { bias, kernel, input, channels }) {
      const { scale } = rangeAt(ranges, input);
      const scales = scalesOf(kernel, channels).map((own) => scale * own);
      const values =
        bias === undefined ? new Int32Array(channels) : Int32Array.from(kernelAt(bias).values);
      const quantization = { scales, zeroPoint: 0 };
      return addConstant(at, { type: 'int32', shape: [channels], values, quantization });
    },
  };
}

import { largestOf, quantizeByLargest } from '../../compression/quantize/weights.ts';
import { toFloat16 } from '../../core/float16.ts';
import { type Shape, sizeOf } from '../../core/shape.ts';
import type { Arithmetic, Kernel, KernelLayout } from './arithmetic.ts';
import { type At, addConstant, addOperator, addTensor, addValue, outputsFirst } from './graph.ts';

/** How a network's weights are kept; it computes in floats. `dynamic`: kernels as int8. */
export type FloatStorage = 'float32' | 'float16' | 'dynamic';

/** Below this a kernel is not worth its scales: TensorFlow's converter leaves it as it is. */
const dynamicLeast = 1024;
const largestFloat16 = 65_504;

export interface FloatArithmetic extends Arithmetic {
  readonly weights: readonly Float32Array[];
  /** Adds floats. */
  constant(at: At, values: Float32Array, shape?: Shape): number;
  /** Adds a kernel that is given in Keras' layout. */
  kernelOf(at: At, values: Float32Array, layout: KernelLayout): Kernel;
}

const nothing = new Float32Array(0);

export function floatArithmetic(
  weights: readonly Float32Array[],
  storage: FloatStorage,
): FloatArithmetic {
  const constant = (at: At, values: Float32Array, shape?: Shape): number => {
    const own = { values, shape: shape ?? [values.length] };
    return storage === 'float16' && values.every((value) => Math.abs(value) <= largestFloat16)
      ? addHalves(at, own)
      : addConstant(at, { type: 'float32', ...own });
  };
  const kernelOf: FloatArithmetic['kernelOf'] = (at, values, layout) => {
    if (storage === 'dynamic' && values.length >= dynamicLeast)
      return { tensor: addCodes(at, values, layout), codes: 'hybrid' };
    const turned = layout.axis === 0 ? outputsFirst(values, layout.channels) : values;
    return { tensor: constant(at, turned, layout.shape), codes: 'float' };
  };
  return {
    ...{ isInt8: false, weights, constant, kernelOf },
    value: (at, shape) => addValue(at, shape),
    isSameRange: () => true,
    kernel: (at, weight, layout) => kernelOf(at, weights[weight] ?? nothing, layout),
    bias: (at, { bias, channels }) =>
      constant(at, weights[bias ?? -1] ?? new Float32Array(channels)),
  };
}

interface Values {
  readonly values: Float32Array;
  readonly shape: Shape;
}

/** Float16 in the file, float32 when it runs. */
function addHalves({ graph, name }: At, { values, shape }: Values): number {
  const halves = Uint16Array.from(values, toFloat16);
  const x = addConstant(
    { graph, name: `${name}/float16` },
    { type: 'float16', shape, values: halves },
  );
  const y = addTensor(graph, {
    ...{ name, type: 'float32', shape, hasBatch: false, data: null, quantization: null },
  });
  addOperator(graph, 'DEQUANTIZE', { inputs: [x], outputs: [y], version: 3 });
  return y;
}

/** Int8 codes, symmetric, with a scale for each output channel. */
function addCodes(at: At, floats: Float32Array, { shape, axis, channels }: KernelLayout): number {
  const codes = new Int8Array(sizeOf(shape));
  const { scales } = quantizeByLargest(floats, largestOf(floats, channels), { bits: 8, codes });
  const values = axis === 0 ? outputsFirst(codes, channels) : codes;
  const quantization = { scales, zeroPoint: 0, axis };
  return addConstant(at, { type: 'int8', shape, values, quantization });
}

/** Numbers of TensorFlow Lite's schema (version 3): what `schema.fbs` calls TensorType. */
export const tensorTypes = { float32: 0, float16: 1, int32: 2, bool: 6, int8: 9 } as const;
export type TensorType = keyof typeof tensorTypes;

/** BuiltinOperator, and the member of the union BuiltinOptions that goes with it. */
export const operatorNumbers = {
  ADD: { code: 0, options: 11 },
  AVERAGE_POOL_2D: { code: 1, options: 5 },
  CONCATENATION: { code: 2, options: 10 },
  CONV_2D: { code: 3, options: 1 },
  DEPTHWISE_CONV_2D: { code: 4, options: 2 },
  DEQUANTIZE: { code: 6, options: 38 },
  FULLY_CONNECTED: { code: 9, options: 8 },
  LOGISTIC: { code: 14, options: 0 },
  MAX_POOL_2D: { code: 17, options: 5 },
  MUL: { code: 18, options: 21 },
  RELU: { code: 19, options: 0 },
  RESHAPE: { code: 22, options: 17 },
  SOFTMAX: { code: 25, options: 9 },
  TANH: { code: 28, options: 0 },
  GATHER: { code: 36, options: 23 },
  TRANSPOSE: { code: 39, options: 26 },
  MEAN: { code: 40, options: 27 },
  SUB: { code: 41, options: 28 },
  SPLIT: { code: 49, options: 35 },
  LESS: { code: 58, options: 41 },
  SLICE: { code: 65, options: 48 },
  RSQRT: { code: 76, options: 0 },
  PACK: { code: 83, options: 59 },
  LEAKY_RELU: { code: 98, options: 75 },
  SQUARED_DIFFERENCE: { code: 99, options: 76 },
  ELU: { code: 111, options: 0 },
  QUANTIZE: { code: 114, options: 0 },
  WHILE: { code: 119, options: 93 },
  BATCH_MATMUL: { code: 126, options: 101 },
  GELU: { code: 150, options: 116 },
  DYNAMIC_UPDATE_SLICE: { code: 151, options: 117 },
} as const;
export type OperatorKind = keyof typeof operatorNumbers;

/** One field of an operator's options, by its place in the schema. */
export interface Field {
  readonly id: number;
  readonly type: 'int8' | 'int32' | 'float32';
  readonly value: number;
  /** What the schema takes where the field is absent. */
  readonly fallback: number;
}

/** Also of a bool and of an enumeration. */
const int8 = (id: number, value: number): Field => ({ id, type: 'int8', value, fallback: 0 });
const int32 = (id: number, value: number, fallback = 0): Field => ({
  ...{ id, type: 'int32', value, fallback },
});
const float32 = (id: number, value: number): Field => ({
  ...{ id, type: 'float32', value, fallback: 0 },
});

export interface WindowOptions {
  readonly padding: 'same' | 'valid';
  readonly stride: number;
  readonly dilation: number;
  readonly isRelu: boolean;
}

const paddings = { same: 0, valid: 1 } as const;
const fused = (id: number, isRelu: boolean): Field => int8(id, isRelu ? 1 : 0);
const slide = ({ padding, stride }: Pick<WindowOptions, 'padding' | 'stride'>): Field[] => [
  int8(0, paddings[padding]),
  int32(1, stride),
  int32(2, stride),
];

/** Options of the operators that have fields to set. */
export const options = {
  conv: (window: WindowOptions): Field[] => [
    ...slide(window),
    fused(3, window.isRelu),
    int32(4, window.dilation, 1),
    int32(5, window.dilation, 1),
  ],
  depthwise: (window: WindowOptions, multiplier: number): Field[] => [
    ...slide(window),
    int32(3, multiplier),
    fused(4, window.isRelu),
    int32(5, window.dilation, 1),
    int32(6, window.dilation, 1),
  ],
  pool: (window: Pick<WindowOptions, 'padding' | 'stride'>, size: number): Field[] => [
    ...slide(window),
    int32(3, size),
    int32(4, size),
  ],
  fullyConnected: (is: { relu: boolean; keepsDimensions: boolean; hybrid: boolean }): Field[] => [
    fused(0, is.relu),
    int8(2, Number(is.keepsDimensions)),
    int8(3, Number(is.hybrid)),
  ],
  /** Of ADD, SUB and MUL. */
  elementwise: (isRelu: boolean): Field[] => [fused(0, isRelu)],
  concatenation: (axis: number): Field[] => [int32(0, axis)],
  mean: (keepsDimensions: boolean): Field[] => [int8(0, Number(keepsDimensions))],
  leakyRelu: (alpha: number): Field[] => [float32(0, alpha)],
  softmax: (): Field[] => [float32(0, 1)],
  batchMatMul: (transposesSecond: boolean): Field[] => [int8(1, Number(transposesSecond))],
  while: (condition: number, body: number): Field[] => [int32(0, condition), int32(1, body)],
  gather: (axis: number): Field[] => [int32(0, axis)],
  split: (count: number): Field[] => [int32(0, count)],
  pack: (count: number): Field[] => [int32(0, count)],
};

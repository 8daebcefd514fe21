import { type ActivationName, leakyReluSlope } from '../../core/layer.ts';
import type { WindowGeometry } from '../../core/window.ts';
import { addIntegers, addOperator, type Graph } from './graph.ts';
import { type Field, type OperatorKind, options, type WindowOptions } from './schema.ts';

/** Whether an operator's tensors are int8; its version follows. */
export type Codes = 'float' | 'int8' | 'hybrid';

interface Product {
  readonly x: number;
  readonly kernel: number;
  readonly bias: number;
  readonly y: number;
  readonly codes: Codes;
  readonly isRelu: boolean;
}

/** How a window slides, as the schema says it: zeros around the image are `same`. */
const windowOptions = (window: WindowGeometry, isRelu: boolean): WindowOptions => {
  const { height, width, paddedHeight, paddedWidth, stride, dilation } = window;
  const padding = paddedHeight > height || paddedWidth > width ? 'same' : 'valid';
  return { padding, stride, dilation, isRelu };
};

export function addConv(
  graph: Graph,
  { x, kernel, bias, y, codes, isRelu }: Product,
  { window, groups }: { readonly window: WindowGeometry; readonly groups: number },
): void {
  addOperator(graph, 'CONV_2D', {
    inputs: [x, kernel, bias],
    outputs: [y],
    options: options.conv(windowOptions(window, isRelu)),
    version: groups > 1 ? 6 : { float: 1, int8: 3, hybrid: 5 }[codes],
  });
}

export function addDepthwise(
  graph: Graph,
  { x, kernel, bias, y, codes, isRelu }: Product,
  { window, multiplier }: { readonly window: WindowGeometry; readonly multiplier: number },
): void {
  addOperator(graph, 'DEPTHWISE_CONV_2D', {
    inputs: [x, kernel, bias],
    outputs: [y],
    options: options.depthwise(windowOptions(window, isRelu), multiplier),
    version: { float: window.dilation > 1 ? 2 : 1, int8: 3, hybrid: 6 }[codes],
  });
}

/** @param keepsDimensions whether x is a sequence, and y is too */
export function addFullyConnected(
  graph: Graph,
  { x, kernel, bias, y, codes, isRelu }: Product,
  keepsDimensions: boolean,
): void {
  addOperator(graph, 'FULLY_CONNECTED', {
    inputs: [x, kernel, bias],
    outputs: [y],
    options: options.fullyConnected({
      ...{ relu: isRelu, keepsDimensions, hybrid: codes === 'hybrid' },
    }),
    version: codes === 'hybrid' ? 12 : keepsDimensions ? 5 : { float: 1, int8: 4 }[codes],
  });
}

export function addPool(
  graph: Graph,
  { x, y, isInt8 }: { readonly x: number; readonly y: number; readonly isInt8: boolean },
  { type, window }: { readonly type: 'maxPool' | 'averagePool'; readonly window: WindowGeometry },
): void {
  const kind = type === 'maxPool' ? 'MAX_POOL_2D' : 'AVERAGE_POOL_2D';
  const fields = options.pool(windowOptions(window, false), window.size);
  addOperator(graph, kind, { inputs: [x], outputs: [y], options: fields, version: isInt8 ? 2 : 1 });
}

/** The mean over all axes between the batch and the channels. */
export function addMean(
  graph: Graph,
  { x, y, isInt8 }: { readonly x: number; readonly y: number; readonly isInt8: boolean },
): void {
  const rank = graph.tensors[x]?.shape.length ?? 0;
  const axes = addIntegers(
    graph,
    Array.from({ length: rank - 2 }, (_, axis) => axis + 1),
  );
  addOperator(graph, 'MEAN', {
    inputs: [x, axes],
    outputs: [y],
    options: options.mean(false),
    version: isInt8 ? 2 : 1,
  });
}

interface Bend {
  readonly kind: OperatorKind;
  readonly int8Version: number;
  readonly options?: readonly Field[];
}

/** Operators of activations; a linear one is only ever written where codes change their range. */
const bends: Readonly<Record<ActivationName, Bend>> = {
  linear: { kind: 'QUANTIZE', int8Version: 2 },
  relu: { kind: 'RELU', int8Version: 2 },
  leaky_relu: { kind: 'LEAKY_RELU', int8Version: 2, options: options.leakyRelu(leakyReluSlope) },
  elu: { kind: 'ELU', int8Version: 1 },
  gelu: { kind: 'GELU', int8Version: 2 },
  sigmoid: { kind: 'LOGISTIC', int8Version: 2 },
  tanh: { kind: 'TANH', int8Version: 2 },
};

export function addActivation(
  graph: Graph,
  activation: ActivationName,
  { x, y, isInt8 }: { readonly x: number; readonly y: number; readonly isInt8: boolean },
): void {
  const bend = bends[activation];
  addOperator(graph, bend.kind, {
    inputs: [x],
    outputs: [y],
    options: bend.options ?? [],
    version: isInt8 ? bend.int8Version : 1,
  });
}

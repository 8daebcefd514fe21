import { type IntegerLayer, integerNetwork } from '../../compression/quantize/int8.ts';
import { channelsOf } from '../../compression/quantize/operations.ts';
import { addFactors } from '../../compression/quantize/reference.ts';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import type { WindowGeometry } from '../../core/window.ts';
import type { WriteNetwork } from '../format.ts';
import { outputsFirst } from '../tflite/graph.ts';
import { planArena } from './arena.ts';
import { closing, opening } from './text.ts';

/** An int8 variant as a C header: see its own first lines for the layout. */
export const writeCHeader: WriteNetwork = async ({ name, model }) => {
  const { layers, pixels, output } = integerNetwork(model);
  const sources = withoutViews(layers);
  const arena = planArena(lifetimesOf(layers, sources));
  const at = (value: number): number => arena.offsets[sources[value] ?? 0] ?? 0;
  const arrays: string[] = [array('int8_t', 'pixels', pixels)];
  const rows: string[] = [];
  layers.forEach((layer, index) => {
    if (layer.operation.type === 'view') return;
    arrays.push(...arraysOf(layer, index));
    const [a = 0, b = a] = layer.inputs;
    rows.push(rowOf(layer, index, [at(a), at(b), at(index + 1)]));
  });
  const text = [
    opening(name),
    ...[`#define SIZEWISE_OPERATIONS ${rows.length}`, `#define SIZEWISE_ARENA ${arena.bytes}`],
    `#define SIZEWISE_INPUT ${at(0)}`,
    `#define SIZEWISE_OUTPUT ${at(layers.length)}`,
    `#define SIZEWISE_OUTPUT_SCALE ${output.scale.toExponential()}f`, // 1f is no number in C
    `#define SIZEWISE_OUTPUT_ZERO_POINT ${output.zeroPoint}`,
    ...['', ...arrays, ''],
    'static const sizewise_operation sizewise_operations[] = {',
    ...[...rows, '};', closing],
  ];
  return new TextEncoder().encode(`${text.join('\n')}\n`);
};

/** By value, the one whose memory it is: a view has its input's. */
function withoutViews(layers: readonly IntegerLayer[]): readonly number[] {
  const sources = [0];
  layers.forEach(({ operation, inputs: [x = 0] }, index) => {
    sources.push(operation.type === 'view' ? (sources[x] ?? 0) : index + 1);
  });
  return sources;
}

/** Of every value; the image and the logits are there from the start and to the end. */
function lifetimesOf(layers: readonly IntegerLayer[], sources: readonly number[]) {
  const sizes = [sizeOf(mnistShape), ...layers.map(({ outputSize }) => outputSize)];
  return sizes.map((bytes, value) => {
    const readers = layers.flatMap(({ inputs }, index) =>
      inputs.some((input) => sources[input] === value) ? [index] : [],
    );
    const isView = sources[value] !== value;
    const isLast = sources[layers.length] === value;
    const last = isLast ? layers.length : Math.max(value - 1, ...readers);
    return { bytes: isView ? 0 : bytes, first: value - 1, last };
  });
}

const perLine = 24;

function array(type: string, name: string, values: Int8Array | readonly number[] | Int32Array) {
  const lines: string[] = [];
  for (let first = 0; first < values.length; first += perLine)
    lines.push(values.slice(first, first + perLine).join(','));
  return `static const ${type} sizewise_${name}[${values.length}] = {\n${lines.join(',\n')}};`;
}

/** Factors: of each channel; of an Add those of its inputs and then of their sum. */
function factorsOf(layer: IntegerLayer): IntegerLayer['factors'] {
  if (layer.operation.type !== 'add') return layer.factors;
  const { a, b, output } = addFactors(layer.input, layer.other, layer.output);
  return [a, b, output];
}

function arraysOf(layer: IntegerLayer, index: number): readonly string[] {
  const { operation, kernel, bias, table } = layer;
  const factors = factorsOf(layer);
  const codes =
    table ?? (operation.type === 'conv' ? outputsFirst(kernel, operation.filters) : kernel);
  return [
    ...(codes.length > 0 ? [array('int8_t', `codes_${index}`, codes)] : []),
    ...(bias.length > 0 ? [array('int32_t', `bias_${index}`, bias)] : []),
    ...(factors.length > 0
      ? [
          array(
            'int32_t',
            `multipliers_${index}`,
            factors.map(({ multiplier }) => multiplier),
          ),
          array(
            'int8_t',
            `shifts_${index}`,
            factors.map(({ shift }) => shift),
          ),
        ]
      : []),
  ];
}

const types = {
  ...{ conv: 'CONV', depthwise: 'DEPTHWISE', maxPool: 'MAX_POOL', averagePool: 'AVERAGE_POOL' },
  ...{ mean: 'MEAN', activation: 'TABLE', add: 'ADD', concat: 'CONCAT', view: '' },
} as const;

/** What an operation without a window is as one: so many pixels, seen one by one. */
function windowOf({ operation, outputSize }: IntegerLayer): WindowGeometry {
  if ('window' in operation) return operation.window;
  const channels = 'channels' in operation ? operation.channels : 1;
  const pixels =
    operation.type === 'mean'
      ? operation.positions
      : outputSize / (operation.type === 'concat' ? 2 * channels : channels);
  const sides = { height: 1, width: pixels, outHeight: 1, outWidth: pixels };
  const still = { size: 1, stride: 1, dilation: 1, top: 0, left: 0 };
  return { ...sides, ...still, channels, paddedHeight: 1, paddedWidth: pixels };
}

function rowOf(layer: IntegerLayer, index: number, offsets: readonly number[]): string {
  const { operation, input, other, output, low, high, kernel, table, bias } = layer;
  const window = windowOf(layer);
  const { height, width, channels, outHeight, outWidth, size, stride, dilation, top, left } =
    window;
  const groups =
    operation.type === 'conv'
      ? operation.groups
      : operation.type === 'depthwise'
        ? operation.multiplier
        : 1;
  const hasFactors = factorsOf(layer).length > 0;
  const pointer = (name: string, isThere: boolean) => (isThere ? `sizewise_${name}_${index}` : '0');
  const fields = [
    `SIZEWISE_${types[operation.type]}`,
    ...offsets,
    ...[height, width, channels, outHeight, outWidth, channelsOf(operation) || channels],
    ...[size, stride, dilation, top, left, groups],
    ...[input.zeroPoint, other.zeroPoint, output.zeroPoint, low, high],
    pointer('codes', kernel.length > 0 || table !== null),
    pointer('bias', bias.length > 0),
    pointer('multipliers', hasFactors),
    pointer('shifts', hasFactors),
  ];
  return `{${fields.join(', ')}},`;
}

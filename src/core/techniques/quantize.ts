import { choice, int } from '../fields.ts';
import { definitionOf, type Layer, type LayerKind } from '../layers/index.ts';
import { defineTechnique, fineTuningFields } from './technique.ts';

/** What would take more than whole numbers between its products: no square roots, no states, no softmax. */
const floatOnly: readonly LayerKind[] = [
  ...(['simpleRnn', 'lstm', 'gru'] as const),
  ...(['layerNormalization', 'positionEmbedding', 'multiHeadAttention'] as const),
];

/** Why a network cannot compute in int8, and what to do; null when it can. */
export function integerProblem(architecture: readonly Layer[]): string | null {
  const row = architecture.findIndex(({ kind, params }) =>
    kind === 'fire'
      ? params.activation !== 'relu' && params.activation !== 'linear'
      : floatOnly.includes(kind),
  );
  const layer = architecture[row];
  if (layer === undefined) return null;
  const name = `${definitionOf(layer.kind).label} in row ${row + 1}`;
  return layer.kind === 'fire'
    ? `Int8 arithmetic cannot run ${name} with this activation: choose ReLU there, or dynamic range or float16 here`
    : `Int8 arithmetic cannot run ${name}: choose dynamic range or float16 instead`;
}

const formatWords = {
  int8: 'int8',
  dynamic: 'int8, dynamic range',
  float16: 'float16',
  weights: 'weights',
} as const;

/** Fewer bits a weight; `int8` and `dynamic` by TFLite's quantization specification. */
export const quantize = defineTechnique({
  label: 'Quantize',
  purpose: 'Rounds weights to a few levels, and with int8 the arithmetic as well.',
  fields: {
    format: choice({
      label: 'Numbers',
      hint: 'Int8 multiplies whole numbers; the others turn weights back into floats to compute.',
      options: ['int8', 'dynamic', 'float16', 'weights'],
      default: 'int8',
      optionLabels: {
        int8: 'Int8: weights and arithmetic',
        dynamic: 'Int8 weights, dynamic range',
        float16: 'Float16 weights',
        weights: 'Weights of few bits',
      },
    }),
    bits: choice({
      label: 'Bits a weight',
      hint: 'For weights of few bits: 8 bits are 255 levels, ternary −1, 0 and 1, binary −1 and 1.',
      shownWhen: { field: 'format', is: ['weights'] },
      options: ['8', '7', '6', '5', '4', '3', '2', 'ternary', 'binary'],
      default: '4',
      optionLabels: { ternary: 'Ternary', binary: 'Binary' },
    }),
    granularity: choice({
      label: 'One scale for each',
      hint: 'A scale for every output channel follows its weights more closely than one for the tensor.',
      isRare: true,
      shownWhen: { field: 'format', isNot: ['float16'] },
      options: ['channel', 'tensor'],
      default: 'channel',
      optionLabels: { channel: 'Channel', tensor: 'Tensor' },
    }),
    calibrationImages: int({
      label: 'Calibration images',
      hint: 'Training images that show which values the layers give: int8 needs their range.',
      isRare: true,
      shownWhen: { field: 'format', is: ['int8'] },
      min: 1,
      max: 1000,
      default: 100,
      stops: [1, 10, 100, 500, 1000],
    }),
    ...fineTuningFields(0),
  },
  problem({ architecture, before }, { format }) {
    if (before.includes('quantize') || before.includes('cluster'))
      return 'Its weights are codes by now: quantize the run that it came from';
    return format === 'int8' ? integerProblem(architecture) : null;
  },
  inWords: ({ format, bits, epochs }) => {
    const levels = bits === 'ternary' || bits === 'binary' ? bits : `${bits} bits`;
    const words = format === 'weights' ? levels : formatWords[format];
    return epochs > 0 ? `${words}, trained` : words;
  },
});

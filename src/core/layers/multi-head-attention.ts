import { int, type ParamsOf } from '../fields.ts';
import {
  biasWeights,
  defineLayer,
  kernelFields,
  kernelWeight,
  refused,
  shaped,
  type WeightSpec,
} from '../layer.ts';
import { isSequence, type SequenceShape, type Shape, sizeOf } from '../shape.ts';
import { needsSequence } from './sequence.ts';

const label = 'MultiHeadAttention';
const { useBias, l2, initializer, frozen } = kernelFields;

const fields = {
  heads: int({
    label: 'Heads',
    hint: 'How many questions each step asks of the others at once.',
    min: 1,
    max: 32,
    default: 4,
    stops: [1, 2, 4, 8, 16],
  }),
  keyDim: int({
    label: 'Key size',
    hint: 'Numbers in a question, in what answers to it, and in what comes back; mostly width / heads.',
    min: 1,
    max: 256,
    default: 8,
    stops: [2, 4, 8, 16, 32, 64],
  }),
  ...{ useBias, l2, initializer, frozen },
} as const;

type AttentionParams = ParamsOf<typeof fields>;

/** A Dense layer from one side of a weighted sum to the other, as Keras' EinsumDense names and lays it out. */
const projection = (
  params: AttentionParams,
  name: string,
  { from, to }: { from: Shape; to: Shape },
): readonly WeightSpec[] => [
  kernelWeight(params, { name: `${name}/kernel`, shape: [...from, ...to] }),
  ...biasWeights(params, sizeOf(to)).map((bias) => ({ ...bias, name: `${name}/bias`, shape: to })),
];

/** Every step's question with every answer, and the values by what that gives. */
const scoreMacs = ({ heads, keyDim }: AttentionParams, steps: number): number =>
  2 * steps ** 2 * heads * keyDim;

/** Vaswani et al. 2017, of a sequence with itself; values are as long as keys. */
export const multiHeadAttention = defineLayer({
  label,
  group: 'sequence',
  purpose: 'Lets every step look at all others and take from them what answers its question.',
  fields,
  outputShape: (_params, input) =>
    isSequence(input) ? shaped(input) : refused('needs-sequence', needsSequence(label, input)),
  macs: (params, input) => {
    const [steps, width] = input as SequenceShape; // accepted by outputShape
    return 4 * steps * width * params.heads * params.keyDim + scoreMacs(params, steps);
  },
  weightlessMacs: (params, [steps = 1]) => scoreMacs(params, steps),
  // Queries, keys, values, and what attention takes from them; its weights are worked out again (docs/engine.md).
  innerElements: ({ heads, keyDim }, [steps = 1]) => 4 * steps * heads * keyDim,
  weights: (params, input) => {
    const width = [input.at(-1) ?? 1];
    const heads = [params.heads, params.keyDim];
    return [
      ...['query', 'key', 'value'].flatMap((name) =>
        projection(params, name, { from: width, to: heads }),
      ),
      ...projection(params, 'attention_output', { from: heads, to: width }),
    ];
  },
  keras: (params) => ({
    className: label,
    config: { num_heads: params.heads, key_dim: params.keyDim, use_bias: params.useBias },
  }),
});

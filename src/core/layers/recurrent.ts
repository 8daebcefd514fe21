import { flag, int, type ParamsOf } from '../fields.ts';
import {
  defineLayer,
  type KerasConfig,
  kernelFields,
  kernelWeight,
  refused,
  shaped,
  type WeightSpec,
} from '../layer.ts';
import { isSequence, type Shape } from '../shape.ts';
import { needsSequence } from './sequence.ts';

const { useBias, l2, initializer, frozen } = kernelFields;

const fields = {
  units: int({
    label: 'Units',
    hint: 'How many numbers it remembers from step to step.',
    min: 1,
    max: 512,
    default: 64,
    stops: [1, 2, 4, 8, 16, 32, 64, 96, 128, 192, 256, 512],
  }),
  returnSequences: flag({
    label: 'Every step',
    hint: 'Gives its memory after each step, as a sequence, instead of after the last one alone.',
    default: false,
  }),
  bidirectional: flag({
    label: 'Bidirectional',
    hint: 'A second one reads the sequence backwards; the outputs of both stand side by side.',
    default: false,
  }),
  useBias,
  l2,
  initializer,
  frozen,
} as const;

type Params = ParamsOf<typeof fields>;

interface Cell {
  readonly label: string;
  readonly purpose: string;
  /** Weighted sums of a unit, each with weights of its own; in the order of Keras. */
  readonly gates: 1 | 3 | 4;
  /** What backpropagation through time needs of a unit: values of every step, and states before the first and after each. */
  readonly kept: { readonly values: number; readonly states: number };
  readonly bias: (units: number) => Pick<WeightSpec, 'shape' | 'initializer'>;
  readonly keras: KerasConfig;
}

const featuresOf = (input: Shape): number => input.at(-1) ?? 1;

/** Names of weights begin so where there are two directions. */
const directionsOf = ({ bidirectional }: Params): readonly string[] =>
  bidirectional ? ['forward_', 'backward_'] : [''];

/** Keras' recurrent layer around a cell: tanh, sigmoid gates, an orthogonal recurrent kernel; its l2 is the kernel's. */
const recurrentLayer = (cell: Cell) =>
  defineLayer({
    label: cell.label,
    group: 'sequence',
    purpose: cell.purpose,
    fields,
    outputShape(params, input) {
      if (!isSequence(input)) return refused('needs-sequence', needsSequence(cell.label, input));
      const features = params.units * directionsOf(params).length;
      return shaped(params.returnSequences ? [input[0], features] : [features]);
    },
    macs(params, input) {
      const [steps = 1, features = 1] = input;
      const sums = directionsOf(params).length * cell.gates * params.units;
      return steps * sums * (features + params.units);
    },
    innerElements(params, input) {
      const [steps = 1] = input;
      const { values, states } = cell.kept;
      const ofUnit = values * steps + states * (steps + 1);
      return directionsOf(params).length * params.units * ofUnit;
    },
    weights: (params, input) =>
      directionsOf(params).flatMap((direction) =>
        cellWeights(cell, params, featuresOf(input)).map((weight) => ({
          ...weight,
          name: `${direction}${weight.name}`,
        })),
      ),
    keras(params) {
      const config = {
        units: params.units,
        use_bias: params.useBias,
        return_sequences: params.returnSequences,
        ...cell.keras,
      };
      if (!params.bidirectional) return { className: cell.label, config };
      const layer = { class_name: cell.label, config };
      return { className: 'Bidirectional', config: { layer, merge_mode: 'concat' } };
    },
  });

function cellWeights({ gates, bias }: Cell, params: Params, features: number): WeightSpec[] {
  const { units } = params;
  const columns = gates * units;
  const weights = [
    kernelWeight(params, { name: 'kernel', shape: [features, columns] }),
    kernelWeight(params, {
      name: 'recurrent_kernel',
      shape: [units, columns],
      initializer: 'orthogonal',
      l2: 0,
    }),
  ];
  return params.useBias
    ? [...weights, kernelWeight(params, { name: 'bias', ...bias(units), prunable: false, l2: 0 })]
    : weights;
}

const gated = { activation: 'tanh', recurrent_activation: 'sigmoid' };

export const simpleRnn = recurrentLayer({
  label: 'SimpleRNN',
  purpose: 'Reads step by step, and mixes each into one short memory.',
  gates: 1,
  kept: { values: 1, states: 1 },
  bias: (units) => ({ shape: [units], initializer: 'zeros' }),
  keras: { activation: 'tanh' },
});

/** Hochreiter & Schmidhuber 1997; gates in the order input, forget, cell, output. */
export const lstm = recurrentLayer({
  label: 'LSTM',
  purpose: 'Reads step by step; three gates decide what its memory takes in, forgets and gives.',
  gates: 4,
  kept: { values: 4, states: 2 },
  bias: (units) => ({ shape: [4 * units], initializer: 'unit_forget_bias' }),
  keras: { ...gated, unit_forget_bias: true },
});

/** Cho et al. 2014 with `reset_after`: gates in the order update, reset, candidate, and a bias each for input and memory. */
export const gru = recurrentLayer({
  label: 'GRU',
  purpose:
    'Reads step by step; two gates do nearly what the three of an LSTM do, with fewer weights.',
  gates: 3,
  // The memory's share of each sum beside the gates: the candidate's reset gate multiplies it alone.
  kept: { values: 6, states: 1 },
  bias: (units) => ({ shape: [2, 3 * units], initializer: 'zeros' }),
  keras: { ...gated, reset_after: true },
});

import type { WeightSpec } from '../../core/layer.ts';
import type { LayerParams } from '../../core/layers/index.ts';
import type { Shape } from '../../core/shape.ts';
import { convolutionTensors, linearTensors } from './convolutions.ts';
import { activated, biasArgument, call } from './python.ts';
import { asItIs, inTurn, permuteAxes, type Rearrange, takeParts } from './rearrange.ts';
import type { Builders, Place, TorchLayer, TorchTensor } from './torch-layer.ts';

type Kinds =
  | 'simpleRnn'
  | 'lstm'
  | 'gru'
  | 'patchEmbedding'
  | 'positionEmbedding'
  | 'multiHeadAttention';

interface Cell {
  readonly module: 'nn.RNN' | 'nn.LSTM' | 'nn.GRU';
  /** PyTorch's gates by their places in Keras. */
  readonly gates: readonly number[];
}

const cells = {
  simpleRnn: { module: 'nn.RNN', gates: [0] },
  lstm: { module: 'nn.LSTM', gates: [0, 1, 2, 3] },
  gru: { module: 'nn.GRU', gates: [1, 0, 2] },
} as const satisfies Readonly<Record<string, Cell>>;

const recurrent =
  (cell: Cell) =>
  (params: LayerParams<'lstm'>, place: Place): TorchLayer => {
    const { name, input, weights } = place;
    return {
      module: call(cell.module, [input.at(-1) ?? 1, params.units], {
        batch_first: 'True',
        bidirectional: params.bidirectional ? 'True' : null,
        bias: biasArgument(params.useBias),
      }),
      forward: recurrentForward(cell, params, name),
      tensors: directionsOf(params).flatMap((suffix, direction) => {
        const each = params.useBias ? 3 : 2;
        const own = weights.slice(direction * each, (direction + 1) * each);
        return cellTensors(cell, own, { suffix, first: direction * each });
      }),
    };
  };

const directionsOf = ({ bidirectional }: LayerParams<'lstm'>): readonly string[] =>
  bidirectional ? ['l0', 'l0_reverse'] : ['l0'];

function recurrentForward(
  { module }: Cell,
  { returnSequences, bidirectional }: LayerParams<'lstm'>,
  name: string,
): readonly string[] {
  if (returnSequences) return [`x, _ = self.${name}(x)`];
  const last = module === 'nn.LSTM' ? '(last, _)' : 'last';
  return [
    `_, ${last} = self.${name}(x)`,
    bidirectional ? 'x = torch.cat([last[0], last[1]], dim=1)' : 'x = last[0]',
  ];
}

/** Kernels [in, gates · units] as [gates · units, in]; a bias for inputs and one for the state, which only our GRU has. */
function cellTensors(
  { module, gates }: Cell,
  weights: readonly WeightSpec[],
  { suffix, first }: { readonly suffix: string; readonly first: number },
): readonly TorchTensor[] {
  const ordered = takeParts(gates.length, gates);
  const [kernel, recurrentKernel, bias] = weights;
  const kernelTensor = (name: string, { shape }: { shape: Shape }, from: number): TorchTensor => ({
    name: `${name}_${suffix}`,
    shape: shape.toReversed(),
    from,
    rearrange: inTurn(permuteAxes(shape, [1, 0]), ordered),
  });
  if (kernel === undefined || recurrentKernel === undefined) return [];
  const kernels = [
    kernelTensor('weight_ih', kernel, first),
    kernelTensor('weight_hh', recurrentKernel, first + 1),
  ];
  if (bias === undefined) return kernels;
  const shape = bias.shape.slice(-1);
  const biasTensor = (
    name: string,
    from: number | null,
    rearrange: Rearrange = asItIs,
  ): TorchTensor => ({ name: `${name}_${suffix}`, shape, from, rearrange });
  const row = (place: number) => inTurn(takeParts(2, [place]), ordered);
  const from = first + 2;
  return module === 'nn.GRU'
    ? [...kernels, biasTensor('bias_ih', from, row(0)), biasTensor('bias_hh', from, row(1))]
    : [...kernels, biasTensor('bias_ih', from, ordered), biasTensor('bias_hh', null)];
}

const patchEmbedding: Builders['patchEmbedding'] = (params, { name, input, weights }) => {
  const { patchSize, units, activation, useBias } = params;
  const sizes = [input.at(-1) ?? 1, units, patchSize];
  return {
    module: call('nn.Conv2d', sizes, { stride: patchSize, bias: biasArgument(useBias) }),
    forward: [`x = ${activated(activation, `self.${name}(x)`)}.flatten(2).transpose(1, 2)`],
    tensors: convolutionTensors(weights),
  };
};

const positionEmbedding: Builders['positionEmbedding'] = (_params, { name, input }) => ({
  module: `nn.Parameter(torch.empty(${input.join(', ')}))`,
  forward: [`x = x + self.${name}`],
  tensors: [{ name: '', shape: input, from: 0, rearrange: asItIs }],
});

/** Keras keeps heads as an axis of its own: of a kernel's inputs or outputs. */
const multiHeadAttention: Builders['multiHeadAttention'] = (params, { name, input, weights }) => {
  const { heads, keyDim, useBias } = params;
  const width = input.at(-1) ?? 1;
  const each = useBias ? 2 : 1;
  return {
    module: call('MultiHeadAttention', [width, heads, keyDim], { bias: biasArgument(useBias) }),
    forward: [`x = self.${name}(x)`],
    tensors: ['query', 'key', 'value', 'attention_output'].flatMap((part, index) => {
      const first = index * each;
      const isOutput = part === 'attention_output';
      const shape = isOutput ? [heads * keyDim, width] : [width, heads * keyDim];
      const own = weights
        .slice(first, first + each)
        .map((weight, place) => (place === 0 ? { ...weight, shape } : weight));
      return linearTensors(own, { first, prefix: `${part}.` });
    }),
  };
};

/** Layers that walk through steps. */
export const sequences: Pick<Builders, Kinds> = {
  simpleRnn: recurrent(cells.simpleRnn),
  lstm: recurrent(cells.lstm),
  gru: recurrent(cells.gru),
  patchEmbedding,
  positionEmbedding,
  multiHeadAttention,
};

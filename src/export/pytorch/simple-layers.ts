import { batchNormEpsilon, batchNormMomentum } from '../../core/layers/batch-normalization.ts';
import { layerNormEpsilon } from '../../core/layers/layer-normalization.ts';
import { isImage, isSequence } from '../../core/shape.ts';
import { activated, call } from './python.ts';
import { asItIs } from './rearrange.ts';
import type { Builders, TorchLayer, TorchTensor } from './torch-layer.ts';

type Kinds =
  | 'flatten'
  | 'reshape'
  | 'activation'
  | 'dropout'
  | 'spatialDropout2d'
  | 'gaussianNoise'
  | 'batchNormalization'
  | 'layerNormalization';

const plain = (...forward: readonly string[]): TorchLayer => ({
  module: null,
  forward,
  tensors: [],
});

const toChannelsLast = 'permute(0, 2, 3, 1)';
const toChannelsFirst = 'permute(0, 3, 1, 2)';

/** Channels come last in the list, as in Keras: the weights of what follows count on it. */
const flatten: Builders['flatten'] = (_params, { input }) => {
  const [height = 1, width = 1, channels = 1] = input;
  const isSame = !isImage(input) || channels === 1 || height * width === 1;
  return plain(isSame ? 'x = x.flatten(1)' : `x = x.${toChannelsLast}.flatten(1)`);
};

const reshape: Builders['reshape'] = (_params, { input }) =>
  plain(input[2] === 1 ? 'x = x.squeeze(1)' : `x = x.${toChannelsLast}.flatten(2)`);

const channelTensors = (
  channels: number,
  names: readonly string[],
  first = 0,
): readonly TorchTensor[] =>
  names.map((name, place) => ({ name, shape: [channels], from: first + place, rearrange: asItIs }));

const batchNormalization: Builders['batchNormalization'] = (_params, { name, input }) => {
  const channels = input.at(-1) ?? 1;
  const momentum = Number((1 - batchNormMomentum).toFixed(6)); // PyTorch counts what is new
  return {
    module: call(isImage(input) ? 'nn.BatchNorm2d' : 'nn.BatchNorm1d', [channels], {
      eps: batchNormEpsilon,
      momentum,
    }),
    forward: [
      isSequence(input)
        ? `x = self.${name}(x.transpose(1, 2)).transpose(1, 2)`
        : `x = self.${name}(x)`,
    ],
    tensors: [
      ...channelTensors(channels, ['weight', 'bias', 'running_mean', 'running_var']),
      { name: 'num_batches_tracked', shape: [], from: null, rearrange: asItIs, isCount: true },
    ],
  };
};

const layerNormalization: Builders['layerNormalization'] = (_params, { name, input }) => {
  const channels = input.at(-1) ?? 1;
  return {
    module: call('nn.LayerNorm', [channels], { eps: layerNormEpsilon }),
    forward: [
      isImage(input)
        ? `x = self.${name}(x.${toChannelsLast}).${toChannelsFirst}`
        : `x = self.${name}(x)`,
    ],
    tensors: channelTensors(channels, ['weight', 'bias']),
  };
};

const dropped = (module: string, name: string): TorchLayer => ({
  module,
  forward: [`x = self.${name}(x)`],
  tensors: [],
});

/** Layers without kernels. */
export const simpleLayers: Pick<Builders, Kinds> = {
  flatten,
  reshape,
  activation: ({ activation }) =>
    activation === 'linear' ? plain() : plain(`x = ${activated(activation, 'x')}`),
  dropout: ({ rate }, { name }) => dropped(`nn.Dropout(${rate})`, name),
  spatialDropout2d: ({ rate }, { name }) => dropped(`nn.Dropout2d(${rate})`, name),
  gaussianNoise: ({ stddev }) =>
    plain('if self.training:', `    x = x + ${stddev} * torch.randn_like(x)`),
  batchNormalization,
  layerNormalization,
};

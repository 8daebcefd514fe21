import { type ForeignLayer, named } from '../foreign.ts';
import { isObject } from '../json.ts';
import { refuse } from '../refusal.ts';
import { attention } from './attention.ts';
import type { Config } from './config.ts';
import { activationLayer, batchNorm, elu, layerNorm, leakyRelu, relu } from './elementwise.ts';
import { layer, type Mapped, type Mapping, nothing } from './mapping.ts';
import { bidirectional, rnn } from './recurrent.ts';
import { reshaped } from './views.ts';

const windows = (config: Config) => {
  config.channelsLast();
  const padding = config.text('padding', 'valid').toLowerCase();
  if (padding !== 'same' && padding !== 'valid') config.refuse('padding', '"valid" or "same"');
  return { padding } as { padding: 'same' | 'valid' };
};

const convolution = (config: Config) => ({
  ...windows(config),
  kernelSize: config.square('kernel_size'),
  strides: config.square('strides', 1),
  dilation: config.square('dilation_rate', 1),
});

const depthwise = (config: Config) => ({
  ...convolution(config),
  depthMultiplier: config.number('depth_multiplier', 1),
});

const pooling =
  (kind: 'maxPooling2d' | 'averagePooling2d'): Mapping =>
  (config) => {
    const poolSize = config.square('pool_size', 2);
    return layer(kind, {
      ...windows(config),
      poolSize,
      strides: config.square('strides', poolSize),
    });
  };

const dense: Mapping = (config, input) => {
  const params = { ...config.kernel() };
  const units = config.number('units');
  if (input.length !== 3) return layer('dense', { ...params, units });
  config.note('on an image it is a 1×1 convolution, and stands here as one');
  return layer('conv2d', { ...params, filters: units, kernelSize: 1 });
};

const averaging =
  (kind: 'globalAveragePooling2d' | 'globalAveragePooling1d'): Mapping =>
  (config) => {
    config.channelsLast();
    config.must('keepdims', false);
    return layer(kind);
  };

const flatten: Mapping = (config, input) => {
  config.channelsLast();
  return { is: 'view', shape: [input.reduce((product, side) => product * side, 1)] };
};

/** Every class of Keras that is read, by its name. */
const mappings: Readonly<Record<string, Mapping>> = {
  InputLayer: () => nothing,
  Dense: dense,
  Conv2D: (config) =>
    layer('conv2d', {
      ...convolution(config),
      ...config.kernel(),
      filters: config.number('filters'),
      groups: config.number('groups', 1),
    }),
  DepthwiseConv2D: (config) =>
    layer('depthwiseConv2d', { ...depthwise(config), ...config.kernel('depthwise') }),
  SeparableConv2D: (config) =>
    layer('separableConv2d', {
      ...depthwise(config),
      ...config.kernel('pointwise'),
      filters: config.number('filters'),
    }),
  MaxPooling2D: pooling('maxPooling2d'),
  AveragePooling2D: pooling('averagePooling2d'),
  GlobalAveragePooling2D: averaging('globalAveragePooling2d'),
  GlobalAveragePooling1D: averaging('globalAveragePooling1d'),
  Flatten: flatten,
  Reshape: reshaped,
  Activation: activationLayer,
  ReLU: relu,
  LeakyReLU: leakyRelu,
  ELU: elu,
  BatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  SimpleRNN: rnn('simpleRnn'),
  LSTM: rnn('lstm'),
  GRU: rnn('gru'),
  Bidirectional: bidirectional,
  MultiHeadAttention: attention,
  Dropout: (config) => {
    config.must('noise_shape');
    return layer('dropout', { rate: config.number('rate') });
  },
  SpatialDropout2D: (config) => layer('spatialDropout2d', { rate: config.number('rate') }),
  GaussianNoise: (config) => layer('gaussianNoise', { stddev: config.number('stddev') }),
  Identity: () => nothing,
  ActivityRegularization: () => nothing,
};

/** Names that Keras keeps for the same classes. */
const aliases: Readonly<Record<string, string>> = {
  Convolution2D: 'Conv2D',
  DepthwiseConvolution2D: 'DepthwiseConv2D',
  SeparableConvolution2D: 'SeparableConv2D',
  MaxPool2D: 'MaxPooling2D',
  AvgPool2D: 'AveragePooling2D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  GlobalAvgPool1D: 'GlobalAveragePooling1D',
};

/** @throws Refusal where there is no such layer here, or none with these settings */
export function mapLayer(config: Config, input: readonly number[]): Mapped {
  const { className } = config.layer;
  const name = aliases[className] ?? className;
  const mapping = Object.hasOwn(mappings, name) ? mappings[name] : undefined;
  if (mapping === undefined) return unknown(config.layer);
  refuseQuantized(config);
  return mapping(config, input);
}

const unknown = (foreign: ForeignLayer): never =>
  refuse(
    `There is no layer like ${named(foreign)} here. What is read: ${Object.keys(mappings).slice(1, -2).join(', ')}, Add, and Rescaling at the input`,
  );

/** Weights of a quantized Keras layer are codes. */
function refuseQuantized(config: Config): void {
  const policy = policyOf(config.get('dtype'));
  if (/int8|int4|float8/.test(policy))
    config.refuse('dtype', 'a float type: save the model before it is quantized');
  if (/mixed|16/.test(policy)) config.note('it was computed with 16-bit floats, here with 32');
}

/** `"float32"`, or a policy by its name. */
function policyOf(dtype: unknown): string {
  const settings = isObject(dtype) ? dtype['config'] : { name: dtype };
  return isObject(settings) ? JSON.stringify(settings) : '';
}

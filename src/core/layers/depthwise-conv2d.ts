import { int } from '../fields.ts';
import {
  biasWeights,
  defineLayer,
  kerasKernelConfig,
  kernelFields,
  kernelWeight,
} from '../layer.ts';
import { sizeOf } from '../shape.ts';
import {
  channelsOf,
  dilationField,
  kernelSizeField,
  paddingField,
  stridesField,
  windowOutputShape,
} from './window.ts';

export const depthMultiplierField = int({
  label: 'Depth multiplier',
  hint: 'Filters for each input channel.',
  min: 1,
  max: 8,
  default: 1,
  stops: [1, 2, 3, 4],
});

export const depthwiseConv2d = defineLayer({
  label: 'DepthwiseConv2D',
  group: 'convolution',
  purpose: 'One small filter for each channel on its own: cheap, but channels do not mix.',
  fields: {
    kernelSize: kernelSizeField,
    strides: stridesField(1),
    padding: paddingField,
    depthMultiplier: depthMultiplierField,
    ...kernelFields,
    dilation: dilationField,
  },
  outputShape: (params, input) =>
    windowOutputShape(
      {
        label: 'DepthwiseConv2D',
        size: params.kernelSize,
        ...params,
        channels: (channels) => channels * params.depthMultiplier,
      },
      input,
    ),
  macs: (params, _input, output) => sizeOf(output) * params.kernelSize ** 2,
  weights: (params, input) => [
    kernelWeight(params, {
      name: 'depthwise_kernel',
      shape: [params.kernelSize, params.kernelSize, channelsOf(input), params.depthMultiplier],
      prunable: false,
    }),
    ...biasWeights(params, channelsOf(input) * params.depthMultiplier),
  ],
  keras: (params) => ({
    className: 'DepthwiseConv2D',
    config: {
      kernel_size: params.kernelSize,
      strides: params.strides,
      padding: params.padding,
      dilation_rate: params.dilation,
      depth_multiplier: params.depthMultiplier,
      ...kerasKernelConfig(params),
    },
  }),
});

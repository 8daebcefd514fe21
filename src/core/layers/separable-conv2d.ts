import {
  biasWeights,
  defineLayer,
  kerasKernelConfig,
  kernelFields,
  kernelWeight,
} from '../layer.ts';
import { sizeOf } from '../shape.ts';
import { filtersField } from './conv2d.ts';
import { depthMultiplierField } from './depthwise-conv2d.ts';
import {
  channelsOf,
  dilationField,
  kernelSizeField,
  paddingField,
  stridesField,
  windowOutputShape,
} from './window.ts';

export const separableConv2d = defineLayer({
  label: 'SeparableConv2D',
  group: 'convolution',
  purpose: 'A depthwise convolution, then 1×1 filters that mix the channels: a cheaper Conv2D.',
  fields: {
    filters: filtersField,
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
        label: 'SeparableConv2D',
        size: params.kernelSize,
        ...params,
        channels: () => params.filters,
      },
      input,
    ),
  macs: (params, input, output) => {
    const depthwiseChannels = channelsOf(input) * params.depthMultiplier;
    const positions = sizeOf(output) / channelsOf(output);
    return positions * depthwiseChannels * (params.kernelSize ** 2 + params.filters);
  },
  // What the depthwise convolution gives.
  innerElements: ({ depthMultiplier }, input, output) =>
    (sizeOf(output) / channelsOf(output)) * channelsOf(input) * depthMultiplier,
  weights: (params, input) => {
    const channels = channelsOf(input);
    const { kernelSize, depthMultiplier, filters } = params;
    return [
      // Keras' l2 of our form regularises the pointwise kernel only, where nearly all weights are.
      kernelWeight(params, {
        name: 'depthwise_kernel',
        shape: [kernelSize, kernelSize, channels, depthMultiplier],
        prunable: false,
        l2: 0,
      }),
      kernelWeight(params, {
        name: 'pointwise_kernel',
        shape: [1, 1, channels * depthMultiplier, filters],
      }),
      ...biasWeights(params, filters),
    ];
  },
  keras: (params) => ({
    className: 'SeparableConv2D',
    config: {
      filters: params.filters,
      kernel_size: params.kernelSize,
      strides: params.strides,
      padding: params.padding,
      dilation_rate: params.dilation,
      depth_multiplier: params.depthMultiplier,
      ...kerasKernelConfig(params),
    },
  }),
});

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
  kernelSizeField,
  paddingField,
  stridesField,
  windowOutputShape,
} from './window.ts';

export const filtersField = int({
  label: 'Filters',
  hint: 'How many patterns the layer looks for: the channels of its output.',
  min: 1,
  max: 512,
  default: 16,
  stops: [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256],
});

export const conv2d = defineLayer({
  label: 'Conv2D',
  group: 'convolution',
  purpose: 'Looks for the same small patterns everywhere in the image.',
  fields: {
    filters: filtersField,
    kernelSize: kernelSizeField,
    strides: stridesField(1),
    padding: paddingField,
    ...kernelFields,
  },
  outputShape: (params, input) =>
    windowOutputShape(
      { label: 'Conv2D', size: params.kernelSize, ...params, channels: () => params.filters },
      input,
    ),
  macs: (params, input, output) => sizeOf(output) * params.kernelSize ** 2 * channelsOf(input),
  weights: (params, input) => [
    kernelWeight(params, {
      name: 'kernel',
      shape: [params.kernelSize, params.kernelSize, channelsOf(input), params.filters],
    }),
    ...biasWeights(params, params.filters),
  ],
  keras: (params) => ({
    className: 'Conv2D',
    config: {
      filters: params.filters,
      kernel_size: params.kernelSize,
      strides: params.strides,
      padding: params.padding,
      ...kerasKernelConfig(params),
    },
  }),
});

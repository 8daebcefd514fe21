import { int } from '../fields.ts';
import {
  biasWeights,
  defineLayer,
  kerasKernelConfig,
  kernelFields,
  kernelWeight,
  refused,
} from '../layer.ts';
import { isImage, type Shape, sizeOf } from '../shape.ts';
import {
  channelsOf,
  dilationField,
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

const groupsField = int({
  label: 'Groups',
  hint: 'Cuts the channels into groups that do not see each other: 1/groups of the weights and work.',
  isRare: true,
  min: 1,
  max: 512,
  default: 1,
  stops: [1, 2, 4, 8, 16, 32],
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
    dilation: dilationField,
    groups: groupsField,
  },
  outputShape: (params, input) =>
    isImage(input) && !isDivisible(params, input)
      ? refused('indivisible-groups', groupsProblem(params, input))
      : windowOutputShape(
          { label: 'Conv2D', size: params.kernelSize, ...params, channels: () => params.filters },
          input,
        ),
  macs: (params, input, output) =>
    sizeOf(output) * params.kernelSize ** 2 * (channelsOf(input) / params.groups),
  weights: (params, input) => [
    kernelWeight(params, {
      name: 'kernel',
      shape: [
        params.kernelSize,
        params.kernelSize,
        channelsOf(input) / params.groups,
        params.filters,
      ],
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
      dilation_rate: params.dilation,
      groups: params.groups,
      ...kerasKernelConfig(params),
    },
  }),
});

type Grouping = { readonly filters: number; readonly groups: number };

const isDivisible = ({ filters, groups }: Grouping, input: Shape): boolean =>
  filters % groups === 0 && channelsOf(input) % groups === 0;

function groupsProblem({ filters, groups }: Grouping, input: Shape): string {
  const counts = Array.from({ length: groups }, (_, index) => index + 1);
  const possible = counts.filter((count) => isDivisible({ filters, groups: count }, input));
  const remedy = channelsOf(input) % groups === 0 ? ', or change the filters' : '';
  return `Conv2D's groups must divide its input channels (${channelsOf(input)}) and its filters (${filters}), and ${groups} does not: use ${possible.join(', ').replace(/, (\d+)$/, ' or $1')}${remedy}`;
}

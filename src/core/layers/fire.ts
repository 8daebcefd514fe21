import { defaultsOf, type ParamsOf } from '../fields.ts';
import { defineLayer, kernelFields, refused, shaped, type WeightSpec } from '../layer.ts';
import { isImage, type Shape, sizeOf } from '../shape.ts';
import { conv2d, filtersField } from './conv2d.ts';
import { channelsOf, needsImage } from './window.ts';

const label = 'Fire';

const fields = {
  squeezeFilters: {
    ...filtersField,
    label: 'Squeeze filters',
    hint: 'Filters of the 1×1 convolution that thins the channels out before they are widened.',
    default: 8,
  },
  expandFilters: {
    ...filtersField,
    label: 'Expand filters',
    hint: 'Filters of each of the two that widen them, 1×1 and 3×3: half the channels of the output.',
    default: 16,
  },
  ...kernelFields,
  activation: { ...kernelFields.activation, default: 'relu' as const },
} as const;

type FireParams = ParamsOf<typeof fields>;

/** The three convolutions by the names before their weights' own; the squeeze has the input, the others what it gives. */
const parts = [
  { name: 'squeeze', kernelSize: 1, isSqueeze: true },
  { name: 'expand1x1', kernelSize: 1, isSqueeze: false },
  { name: 'expand3x3', kernelSize: 3, isSqueeze: false },
] as const;
type Part = (typeof parts)[number];

const convolution = (params: FireParams, { kernelSize, isSqueeze }: Part) => {
  const { squeezeFilters, expandFilters, ...kernel } = params;
  return {
    ...defaultsOf(conv2d.fields),
    ...kernel,
    ...{
      filters: isSqueeze ? squeezeFilters : expandFilters,
      kernelSize,
      padding: 'same' as const,
    },
  };
};

const inputOf = (params: FireParams, { isSqueeze }: Part, input: Shape): Shape =>
  isSqueeze ? input : [...input.slice(0, 2), params.squeezeFilters];

/** Iandola et al. 2016, SqueezeNet: few channels where the 3×3 filters look, many where they answer. */
export const fire = defineLayer({
  label,
  group: 'convolution',
  purpose: 'Thins the channels out, then looks at what is left with 1×1 and with 3×3 filters.',
  fields,
  outputShape: (params, input) =>
    isImage(input)
      ? shaped([input[0], input[1], 2 * params.expandFilters])
      : refused('needs-image', needsImage(label, input)),
  macs: (params, input) =>
    parts.reduce((sum, part) => {
      const { filters, kernelSize } = convolution(params, part);
      const from = inputOf(params, part, input);
      return sum + (sizeOf(from) / channelsOf(from)) * filters * kernelSize ** 2 * channelsOf(from);
    }, 0),
  weights: (params, input) =>
    parts.flatMap((part) =>
      conv2d
        .weights(convolution(params, part), inputOf(params, part, input))
        .map((weight): WeightSpec => ({ ...weight, name: `${part.name}/${weight.name}` })),
    ),
  innerElements: ({ squeezeFilters }, input) =>
    (sizeOf(input) / channelsOf(input)) * squeezeFilters,
  // Keras has no layer of this name: the squeeze goes to both of the others, which are put side by side.
  keras: (params, input) => [
    ...parts
      .flatMap((part) => conv2d.keras(convolution(params, part), inputOf(params, part, input)))
      .map((written, place) => (place === 0 ? written : { ...written, inputs: [0] })),
    { className: 'Concatenate', config: { axis: -1 }, inputs: [1, 2] },
  ],
});

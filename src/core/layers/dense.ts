import { int } from '../fields.ts';
import {
  biasWeights,
  defineLayer,
  kerasKernelConfig,
  kernelFields,
  kernelWeight,
  refused,
  shaped,
} from '../layer.ts';
import { formatShape, isImage, type Shape, sizeOf } from '../shape.ts';

const featuresOf = (input: Shape): number => input.at(-1) ?? 1;

/** On a sequence every step goes through the same weights, as in Keras. */
export const dense = defineLayer({
  label: 'Dense',
  group: 'dense',
  purpose: 'Every input reaches every output: powerful, and where most parameters hide.',
  fields: {
    units: int({
      label: 'Units',
      hint: 'How many numbers come out.',
      min: 1,
      max: 4096,
      default: 64,
      stops: [1, 2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 300, 512, 1024, 2048, 4096],
    }),
    ...kernelFields,
  },
  outputShape: (params, input) =>
    isImage(input)
      ? refused(
          'needs-vector',
          `Dense needs a list of numbers, but gets ${formatShape(input)}: put Flatten before it`,
        )
      : shaped([...input.slice(0, -1), params.units]),
  macs: (params, input) => sizeOf(input) * params.units,
  weights: (params, input) => [
    kernelWeight(params, { name: 'kernel', shape: [featuresOf(input), params.units] }),
    ...biasWeights(params, params.units),
  ],
  keras: (params) => ({
    className: 'Dense',
    config: { units: params.units, ...kerasKernelConfig(params) },
  }),
});

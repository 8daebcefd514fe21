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
import { formatShape, sizeOf } from '../shape.ts';

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
    input.length === 1
      ? shaped([params.units])
      : refused(
          'needs-vector',
          `Dense needs a list of numbers, but gets ${formatShape(input)}: put Flatten before it`,
        ),
  macs: (params, input) => sizeOf(input) * params.units,
  weights: (params, input) => [
    kernelWeight(params, { name: 'kernel', shape: [sizeOf(input), params.units] }),
    ...biasWeights(params, params.units),
  ],
  keras: (params) => ({
    className: 'Dense',
    config: { units: params.units, ...kerasKernelConfig(params) },
  }),
});

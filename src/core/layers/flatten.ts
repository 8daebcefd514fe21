import { defineLayer, refused, shaped } from '../layer.ts';
import { formatShape, sizeOf } from '../shape.ts';

export const flatten = defineLayer({
  label: 'Flatten',
  group: 'shape',
  purpose: 'Lays an image or a sequence out as one list of numbers, as Dense needs it.',
  fields: {},
  isView: true,
  outputShape: (_params, input) =>
    input.length > 1
      ? shaped([sizeOf(input)])
      : refused(
          'needs-image',
          `Flatten needs an image or a sequence, but gets ${formatShape(input)}, which are flat already: remove it`,
        ),
  macs: () => 0,
  weights: () => [],
  keras: () => ({ className: 'Flatten', config: {} }),
});

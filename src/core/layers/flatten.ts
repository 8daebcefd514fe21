import { defineLayer, refused, shaped } from '../layer.ts';
import { formatShape, isImage, sizeOf } from '../shape.ts';

export const flatten = defineLayer({
  label: 'Flatten',
  group: 'shape',
  purpose: 'Lays the image out as one list of numbers, as Dense needs it.',
  fields: {},
  isView: true,
  outputShape: (_params, input) =>
    isImage(input)
      ? shaped([sizeOf(input)])
      : refused(
          'needs-image',
          `Flatten needs an image, but gets ${formatShape(input)}, which are flat already: remove it`,
        ),
  macs: () => 0,
  weights: () => [],
  keras: () => ({ className: 'Flatten', config: {} }),
});

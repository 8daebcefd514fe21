import { defineLayer, refused, shaped } from '../layer.ts';
import { isImage } from '../shape.ts';
import { needsImage } from './window.ts';

export const globalAveragePooling2d = defineLayer({
  label: 'GlobalAveragePooling2D',
  group: 'pooling',
  purpose: 'One mean for each channel: replaces Flatten and most of the dense parameters.',
  fields: {},
  outputShape: (_params, input) =>
    isImage(input)
      ? shaped([input[2]])
      : refused('needs-image', needsImage('GlobalAveragePooling2D', input)),
  macs: () => 0,
  weights: () => [],
  keras: () => ({ className: 'GlobalAveragePooling2D', config: {} }),
});

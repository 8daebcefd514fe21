import { defineLayer, refused, shaped } from '../layer.ts';
import { type ImageShape, isImage, type SequenceShape, shapeInWords } from '../shape.ts';

const rowsOf = ([rows, columns, channels]: ImageShape): SequenceShape => [rows, columns * channels];

export const reshape = defineLayer({
  label: 'Reshape',
  group: 'shape',
  purpose: 'Reads the image row by row, as a sequence.',
  fields: {},
  isView: true,
  outputShape: (_params, input) =>
    isImage(input)
      ? shaped(rowsOf(input))
      : refused(
          'needs-image',
          `Reshape needs an image, but gets ${shapeInWords(input)}: remove it`,
        ),
  macs: () => 0,
  weights: () => [],
  keras: (_params, input) => ({
    className: 'Reshape',
    config: { target_shape: rowsOf(input as ImageShape) }, // accepted by outputShape
  }),
});

import { choice, int } from '../fields.ts';
import { refused, type ShapeResult, shaped } from '../layer.ts';
import {
  dilatedLength,
  isImage,
  isSequence,
  type Padding,
  type Shape,
  shapeInWords,
  windowOutputLength,
} from '../shape.ts';

export const kernelSizeField = int({
  label: 'Kernel size',
  hint: 'Height and width of the window that slides over the image.',
  min: 1,
  max: 15,
  default: 3,
  stops: [1, 2, 3, 4, 5, 7, 9, 11],
});

export const stridesField = (value: number) =>
  int({
    label: 'Stride',
    hint: 'How far the window moves: 2 halves height and width.',
    min: 1,
    max: 8,
    default: value,
    stops: [1, 2, 3, 4],
  });

export const paddingField = choice({
  label: 'Padding',
  hint: 'Same keeps height and width at stride 1; valid uses no border of zeros.',
  options: ['valid', 'same'],
  default: 'valid',
  optionLabels: { valid: 'Valid', same: 'Same' },
});

export const dilationField = int({
  label: 'Dilation',
  hint: "Distance between the window's pixels: 2 sees twice as far with as many weights.",
  isRare: true,
  min: 1,
  max: 8,
  default: 1,
  stops: [1, 2, 3, 4],
});

interface Window {
  readonly label: string;
  readonly size: number;
  readonly strides: number;
  readonly padding: Padding;
  readonly dilation?: number;
  /** Output channels, from the input's. */
  readonly channels: (inputChannels: number) => number;
}

/** The output shape of any layer that slides a square window over an image. */
export function windowOutputShape(window: Window, input: Shape): ShapeResult {
  const { label, size, strides, padding, dilation = 1 } = window;
  if (!isImage(input)) return refused('needs-image', needsImage(label, input));
  if (strides > 1 && dilation > 1)
    return refused(
      'stride-with-dilation',
      `${label} cannot have stride ${strides} and dilation ${dilation} at once: set one of them to 1`,
    );
  const [height, width, channels] = input;
  const length = dilatedLength(size, dilation);
  const options = { stride: strides, padding };
  const rows = windowOutputLength(height, length, options);
  const columns = windowOutputLength(width, length, options);
  if (rows < 1 || columns < 1)
    return refused(
      'kernel-exceeds-input',
      `${label}'s ${length}×${length} window does not fit into ${height}×${width}: use a smaller window, or padding "same"`,
    );
  return shaped([rows, columns, window.channels(channels)]);
}

export const needsImage = (label: string, input: Shape): string =>
  `${label} needs height, width and channels, but gets ${shapeInWords(input)}: put it before ${isSequence(input) ? 'Reshape' : 'Flatten'}`;

/** Channels of a shape already accepted as an image. */
export const channelsOf = (shape: Shape): number => shape[2] ?? 1;

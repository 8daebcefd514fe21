/** A tensor's shape for one example, channels last, without the batch: image `[28, 28, 1]`, sequence `[28, 64]`, vector `[1600]`. */
export type Shape = readonly number[];
export type ImageShape = readonly [height: number, width: number, channels: number];
export type SequenceShape = readonly [steps: number, features: number];
export type Padding = 'same' | 'valid';

export const sizeOf = (shape: Shape): number => shape.reduce((product, side) => product * side, 1);

export const isImage = (shape: Shape): shape is ImageShape => shape.length === 3;
export const isSequence = (shape: Shape): shape is SequenceShape => shape.length === 2;

/** `26×26×32`, or `1,600 numbers` for a vector. */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? `${sizeOf(shape).toLocaleString('en-US')} numbers` : shape.join('×');
}

/** What a message calls a shape: `an image of 28×28×1`, `28 steps of 64 numbers`, `1,600 numbers`. */
export function shapeInWords(shape: Shape): string {
  if (isImage(shape)) return `an image of ${formatShape(shape)}`;
  return isSequence(shape) ? `${shape[0]} steps of ${formatShape([shape[1]])}` : formatShape(shape);
}
/** Pixels from the first to the last of a window's, which lie `dilation` apart. */
export const dilatedLength = (size: number, dilation: number): number => (size - 1) * dilation + 1;

/** Keras' output length of a sliding window; `valid` may give 0 or less when the window exceeds its input. */
export function windowOutputLength(
  inputLength: number,
  windowLength: number,
  { stride, padding }: { stride: number; padding: Padding },
): number {
  return padding === 'same'
    ? Math.ceil(inputLength / stride)
    : Math.floor((inputLength - windowLength) / stride) + 1;
}

/** Zeros before the first element under `same` padding (TensorFlow puts the odd one after the last). */
export function paddingBefore(
  inputLength: number,
  windowLength: number,
  { stride, padding }: { stride: number; padding: Padding },
): number {
  if (padding === 'valid') return 0;
  const outputLength = Math.ceil(inputLength / stride);
  return Math.floor(Math.max((outputLength - 1) * stride + windowLength - inputLength, 0) / 2);
}

export const mnistShape: ImageShape = [28, 28, 1];
export const mnistClasses = 10;

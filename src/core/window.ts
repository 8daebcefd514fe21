import {
  dilatedLength,
  type ImageShape,
  type Padding,
  paddingBefore,
  type Shape,
  windowOutputLength,
} from './shape.ts';

/** A square window sliding over an image; lengths in pixels. */
export interface WindowGeometry {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly size: number;
  readonly stride: number;
  /** Pixels from one of the window's to the next. */
  readonly dilation: number;
  readonly top: number;
  readonly left: number;
  readonly outHeight: number;
  readonly outWidth: number;
  /** With the zeros that `same` puts around the image. */
  readonly paddedHeight: number;
  readonly paddedWidth: number;
}

/** @param input an image that the window fits into */
export function slideWindow(
  input: Shape,
  window: {
    readonly size: number;
    readonly strides: number;
    readonly padding: Padding;
    readonly dilation?: number;
  },
): WindowGeometry {
  const [height, width, channels] = input as ImageShape; // core accepted it
  const { size, padding, dilation = 1 } = window;
  const span = dilatedLength(size, dilation);
  const options = { stride: window.strides, padding };
  const outHeight = windowOutputLength(height, span, options);
  const outWidth = windowOutputLength(width, span, options);
  const padded = (length: number, outLength: number): number =>
    padding === 'valid' ? length : Math.max((outLength - 1) * window.strides + span, length);
  return {
    ...{ height, width, channels, size, dilation, stride: window.strides, outHeight, outWidth },
    top: paddingBefore(height, span, options),
    left: paddingBefore(width, span, options),
    paddedHeight: padded(height, outHeight),
    paddedWidth: padded(width, outWidth),
  };
}

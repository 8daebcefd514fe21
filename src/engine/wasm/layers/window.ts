import {
  dilatedLength,
  type ImageShape,
  type Padding,
  paddingBefore,
  type Shape,
  windowOutputLength,
} from '../../../core/shape.ts';

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

/** Byte offsets in a padded image of `pixelFloats` floats a pixel: of each window, and of each pixel in a window. */
export function windowOffsets(
  geometry: WindowGeometry,
  pixelFloats: number,
): { readonly windows: Uint32Array; readonly taps: Uint32Array } {
  const { size, stride, dilation, outHeight, outWidth, paddedWidth } = geometry;
  const offset = (y: number, x: number): number => (y * paddedWidth + x) * pixelFloats * 4;
  const grid = (height: number, width: number, step: number): Uint32Array =>
    Uint32Array.from({ length: height * width }, (_, i) =>
      offset(Math.floor(i / width) * step, (i % width) * step),
    );
  return { windows: grid(outHeight, outWidth, stride), taps: grid(size, size, dilation) };
}

/** The same offsets for image after image, `imageBytes` apart. */
export function repeatOffsets(
  offsets: Uint32Array,
  { images, imageBytes }: { images: number; imageBytes: number },
): Uint32Array {
  const all = new Uint32Array(offsets.length * images);
  for (let image = 0; image < images; image++)
    offsets.forEach((offset, i) => {
      all[image * offsets.length + i] = image * imageBytes + offset;
    });
  return all;
}

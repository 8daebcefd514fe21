import type { WindowGeometry } from '../../../core/window.ts';

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

/** Images in and out: grey levels to floats, borders of zeros added and removed. */

import { storeLanes } from './lanes';

/** target[i] = source[i] / divisor − shift, from bytes. */
export function scalePixels(
  source: usize,
  target: usize,
  count: i32,
  divisor: f32,
  shift: f32,
): void {
  for (let i = 0; i < count; i++)
    store<f32>(target + i * 4, <f32>load<u8>(source + i) / divisor - shift);
}

/**
 * Copies images [height][width][channels] into the middle of zeros, [paddedHeight][paddedWidth][channels · repeat], each
 * channel `repeat` times side by side (a depthwise convolution's depth multiplier).
 */
export function padImages(
  x: usize,
  padded: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  repeat: i32,
  elementBytes: i32,
): void {
  const rowBytes = width * channels * elementBytes;
  const pixelBytes = channels * repeat * elementBytes;
  const imageBytes = paddedHeight * paddedWidth * pixelBytes;
  memory.fill(padded, 0, images * imageBytes);
  for (let i = 0; i < images; i++) {
    for (let row = 0; row < height; row++) {
      const target = padded + ((top + row) * paddedWidth + left) * pixelBytes;
      if (repeat == 1) memory.copy(target, x, rowBytes);
      else if (elementBytes == 2) copyRepeated<i16>(x, target, width * channels, repeat);
      else copyRepeated<f32>(x, target, width * channels, repeat);
      x += rowBytes;
    }
    padded += imageBytes;
  }
}

function copyRepeated<T>(source: usize, target: usize, count: i32, repeat: i32): void {
  for (let i = 0; i < count; i++) {
    const value = load<T>(source + i * sizeof<T>());
    for (let j = 0; j < repeat; j++) {
      store<T>(target, value);
      target += sizeof<T>();
    }
  }
}

/** The gradient of `padImages`: the middle of padded images, repeated channels summed. */
export function cropImages(
  padded: usize,
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  repeat: i32,
): void {
  const pixelBytes = channels * repeat * 4;
  for (let i = 0; i < images; i++) {
    for (let row = 0; row < height; row++) {
      const source = padded + ((top + row) * paddedWidth + left) * pixelBytes;
      sumRepeated(source, x, width * channels, repeat);
      x += width * channels * 4;
    }
    padded += paddedHeight * paddedWidth * pixelBytes;
  }
}

function sumRepeated(source: usize, target: usize, count: i32, repeat: i32): void {
  if (repeat == 1) {
    memory.copy(target, source, count * 4);
    return;
  }
  for (let i = 0; i < count; i++) {
    let sum: f32 = 0;
    for (let j = 0; j < repeat; j++) {
      sum += load<f32>(source);
      source += 4;
    }
    store<f32>(target + i * 4, sum);
  }
}

/**
 * Copies images into the middle of zeros, as `padImages`, but cut up for a convolution of groups and dilation d:
 * [groups][paddedHeight][d][paddedWidth / d][channels / groups]. Pixels that lie d apart in a row are neighbours there, so
 * that a dilated window is a few runs of contiguous floats; `paddedWidth` is a multiple of d.
 */
export function splitImages(
  x: usize,
  split: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  groups: i32,
  dilation: i32,
): void {
  const pixelBytes = (channels / groups) * 4;
  const groupBytes = paddedHeight * paddedWidth * pixelBytes;
  memory.fill(split, 0, images * groups * groupBytes);
  for (let i = 0; i < images; i++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const place = splitPlace(top + row, left + column, paddedWidth, dilation);
        let target = split + place * pixelBytes;
        for (let g = 0; g < groups; g++) {
          copyPixel(x, target, pixelBytes);
          target += groupBytes;
          x += pixelBytes;
        }
      }
    }
    split += groups * groupBytes;
  }
}

/** The gradient of `splitImages`: the middle of images, put together again. */
export function joinImages(
  split: usize,
  x: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  paddedHeight: i32,
  paddedWidth: i32,
  groups: i32,
  dilation: i32,
): void {
  const pixelBytes = (channels / groups) * 4;
  const groupBytes = paddedHeight * paddedWidth * pixelBytes;
  for (let i = 0; i < images; i++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const place = splitPlace(top + row, left + column, paddedWidth, dilation);
        let source = split + place * pixelBytes;
        for (let g = 0; g < groups; g++) {
          copyPixel(source, x, pixelBytes);
          source += groupBytes;
          x += pixelBytes;
        }
      }
    }
    split += groups * groupBytes;
  }
}

/** For the few floats of a pixel, `memory.copy` costs more than it copies. */
// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function copyPixel(source: usize, target: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16)
    storeLanes(target + i, v128.load(source + i), (bytes - i) >> 2);
}

// @ts-ignore: AssemblyScript's decorator of a function, unknown to TypeScript
@inline
function splitPlace(row: i32, column: i32, paddedWidth: i32, dilation: i32): i32 {
  return row * paddedWidth + (column % dilation) * (paddedWidth / dilation) + column / dilation;
}

/** Sets a range to zero. */
export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes);
}

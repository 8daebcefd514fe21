/** Images in and out: grey levels to floats, borders of zeros added and removed. */

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
): void {
  const pixelBytes = channels * repeat * 4;
  const imageBytes = paddedHeight * paddedWidth * pixelBytes;
  memory.fill(padded, 0, images * imageBytes);
  for (let i = 0; i < images; i++) {
    for (let row = 0; row < height; row++) {
      const target = padded + ((top + row) * paddedWidth + left) * pixelBytes;
      copyRepeated(x, target, width * channels, repeat);
      x += width * channels * 4;
    }
    padded += imageBytes;
  }
}

function copyRepeated(source: usize, target: usize, count: i32, repeat: i32): void {
  if (repeat == 1) {
    memory.copy(target, source, count * 4);
    return;
  }
  for (let i = 0; i < count; i++) {
    const value = load<f32>(source + i * 4);
    for (let j = 0; j < repeat; j++) {
      store<f32>(target, value);
      target += 4;
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

/** Sets a range to zero. */
export function clear(target: usize, bytes: usize): void {
  memory.fill(target, 0, bytes);
}

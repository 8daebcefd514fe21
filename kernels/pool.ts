/** Pooling over square windows; what lies outside the image takes no part (Keras' `same`). */
import { loadLanes, storeLanes } from './lanes';

/** y = the largest of each window, `winners` (a byte each) its place in the window, row by row; the first of equals wins. */
export function maxPool(
  x: usize,
  y: usize,
  winners: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  for (let i = 0; i < images; i++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const y0 = oy * stride - top;
        const x0 = ox * stride - left;
        for (let c = 0; c < channels; c += 4)
          maxOfWindow(x, y + c * 4, winners + c, c, channels, height, width, y0, x0, size);
        y += channels * 4;
        winners += channels;
      }
    }
    x += height * width * channels * 4;
  }
}

function maxOfWindow(
  x: usize,
  y: usize,
  winner: usize,
  c: i32,
  channels: i32,
  height: i32,
  width: i32,
  y0: i32,
  x0: i32,
  size: i32,
): void {
  const valid = channels - c;
  let best = f32x4.splat(-Infinity);
  let place = i32x4.splat(0);
  const toY = min(size, height - y0);
  const toX = min(size, width - x0);
  for (let ky = max(0, -y0); ky < toY; ky++) {
    for (let kx = max(0, -x0); kx < toX; kx++) {
      const source = x + (((y0 + ky) * width + x0 + kx) * channels + c) * 4;
      const value = loadLanes(source, valid);
      // Not "greater", so that a NaN wins and is seen.
      const loses = f32x4.le(value, best);
      best = v128.bitselect(best, value, loses);
      place = v128.bitselect(place, i32x4.splat(ky * size + kx), loses);
    }
  }
  storeLanes(y, best, valid);
  store<u8>(winner, <u8>i32x4.extract_lane(place, 0));
  if (valid > 1) store<u8>(winner, <u8>i32x4.extract_lane(place, 1), 1);
  if (valid > 2) store<u8>(winner, <u8>i32x4.extract_lane(place, 2), 2);
  if (valid > 3) store<u8>(winner, <u8>i32x4.extract_lane(place, 3), 3);
}

/** dx[winner of each window] += dy; dx is set to zero first. */
export function maxPoolGradient(
  dy: usize,
  winners: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  memory.fill(dx, 0, images * height * width * channels * 4);
  for (let i = 0; i < images; i++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let c = 0; c < channels; c++) {
          const place = <i32>load<u8>(winners + c);
          const iy = oy * stride - top + place / size;
          const ix = ox * stride - left + (place % size);
          const target = dx + ((iy * width + ix) * channels + c) * 4;
          store<f32>(target, load<f32>(target) + load<f32>(dy + c * 4));
        }
        dy += channels * 4;
        winners += channels;
      }
    }
    dx += height * width * channels * 4;
  }
}

/** y = the mean of each window, over the part of it that lies in the image. */
export function averagePool(
  x: usize,
  y: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  for (let i = 0; i < images; i++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const y0 = max(0, oy * stride - top);
        const x0 = max(0, ox * stride - left);
        const y1 = min(height, oy * stride - top + size);
        const x1 = min(width, ox * stride - left + size);
        const share: f32 = 1 / <f32>((y1 - y0) * (x1 - x0));
        for (let c = 0; c < channels; c += 4) {
          let sum = f32x4.splat(0);
          for (let iy = y0; iy < y1; iy++)
            for (let ix = x0; ix < x1; ix++)
              sum = f32x4.add(
                sum,
                loadLanes(x + ((iy * width + ix) * channels + c) * 4, channels - c),
              );
          storeLanes(y + c * 4, f32x4.mul(sum, f32x4.splat(share)), channels - c);
        }
        y += channels * 4;
      }
    }
    x += height * width * channels * 4;
  }
}

/** dx += dy / (part of the window in the image), for each of its pixels; dx is set to zero first. */
export function averagePoolGradient(
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  size: i32,
  stride: i32,
  top: i32,
  left: i32,
): void {
  memory.fill(dx, 0, images * height * width * channels * 4);
  for (let i = 0; i < images; i++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const y0 = max(0, oy * stride - top);
        const x0 = max(0, ox * stride - left);
        const y1 = min(height, oy * stride - top + size);
        const x1 = min(width, ox * stride - left + size);
        const share: f32 = 1 / <f32>((y1 - y0) * (x1 - x0));
        for (let c = 0; c < channels; c += 4) {
          const part = f32x4.mul(loadLanes(dy + c * 4, channels - c), f32x4.splat(share));
          for (let iy = y0; iy < y1; iy++)
            for (let ix = x0; ix < x1; ix++) {
              const target = dx + ((iy * width + ix) * channels + c) * 4;
              const valid = channels - c;
              storeLanes(target, f32x4.add(loadLanes(target, valid), part), valid);
            }
        }
        dy += channels * 4;
      }
    }
    dx += height * width * channels * 4;
  }
}

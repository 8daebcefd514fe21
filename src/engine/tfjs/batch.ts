import * as tf from '@tensorflow/tfjs-core';
import { mnistShape, sizeOf } from '../../core/shape.ts';
import type { Batch, BuildOptions } from '../runtime.ts';

type PixelRange = BuildOptions['pixelRange'];
const imageSize = sizeOf(mnistShape);

/** Rows `from`…`to` of a batch on the device: `[rows, 28, 28, 1]`. */
export function uploadImages(
  { set, indices }: Batch,
  range: PixelRange,
  [from, to]: readonly [number, number] = [0, indices.length],
): tf.Tensor {
  const pixels = new Float32Array((to - from) * imageSize);
  const [scale, offset] = range === '0..1' ? [1 / 255, 0] : [2 / 255, -1];
  indices.subarray(from, to).forEach((index, row) => {
    const image = set.images.subarray(index * imageSize, (index + 1) * imageSize);
    for (let place = 0; place < imageSize; place++)
      pixels[row * imageSize + place] = (image[place] ?? 0) * scale + offset;
  });
  return tf.tensor(pixels, [to - from, ...mnistShape]);
}

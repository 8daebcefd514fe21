import { mnistShape, sizeOf } from '../core/shape.ts';
import type { Batch } from '../engine/runtime.ts';

const imageSize = sizeOf(mnistShape);

/** Pixels of some images as a network takes them, by what it takes for each grey level. */
export function gathered<T extends Float32Array | Int8Array>(
  { set, indices }: Batch,
  byGrey: T,
): T {
  const pixels = new (byGrey.constructor as new (length: number) => T)(indices.length * imageSize);
  let place = 0;
  for (const index of indices) {
    const end = (index + 1) * imageSize;
    for (let at = index * imageSize; at < end; at++)
      pixels[place++] = byGrey[set.images[at] ?? 0] ?? 0;
  }
  return pixels;
}

import type { StoredModel } from '../../core/stored-model.ts';
import type { FloatModel } from '../compression.ts';
import { floatForward } from './float-forward.ts';
import { realOf } from './int8.ts';
import { type Extent, widened } from './ranges.ts';

const imageSize = 784;
/** Between two slices a cancel is heard. */
const sliceMs = 40;

interface Calibration {
  /** Grey levels, one image after another. */
  readonly images: Uint8Array;
  readonly pixelRange: StoredModel['pixelRange'];
  readonly signal: AbortSignal;
}

/** What some images make of a network's input and of every layer's output. */
export async function calibrate(
  model: FloatModel,
  { images, pixelRange, signal }: Calibration,
): Promise<readonly Extent[]> {
  const forward = floatForward(model);
  const reals = Float32Array.from({ length: 256 }, (_, grey) => realOf(grey, pixelRange));
  let extents: Extent[] = Array.from({ length: model.architecture.length + 1 }, () => ({
    ...{ low: 0, high: 0 },
  }));
  let sliceEndMs = performance.now() + sliceMs;
  for (let first = 0; first < images.length; first += imageSize) {
    const greys = images.subarray(first, first + imageSize);
    const input = Float32Array.from(greys, (grey) => reals[grey] ?? 0);
    const values = [input, ...forward(input)];
    extents = extents.map((extent, place) => widened(extent, values[place] ?? []));
    if (performance.now() < sliceEndMs) continue;
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    sliceEndMs = performance.now() + sliceMs;
  }
  return extents;
}

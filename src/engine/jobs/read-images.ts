import { EngineError } from '../../protocol/errors.ts';
import type { Engine } from '../engine.ts';
import type { Handlers } from '../serve.ts';
import { labelsOf } from './evaluate.ts';
import { untilImages } from './until-images.ts';

/** The pixels of some images, one after another. */
export const readImagesJob =
  ({ dataset }: Engine): Handlers['readImages'] =>
  async ({ split, indices }, { signal }) => {
    const { images, labels, count } = dataset[split];
    const rows = Uint32Array.from(indices);
    const needed = rows.reduce((most, index) => Math.max(most, index + 1), 0);
    if (needed > count) throw new EngineError('internal', `There is no ${split} image ${needed}`);
    await untilImages(dataset, { split, count: needed, signal });
    return {
      images: gatherImages(images, rows, dataset.imageBytes),
      labels: Array.from(labelsOf(labels, rows)),
    };
  };

export function gatherImages(
  images: Uint8Array,
  rows: Uint32Array,
  imageBytes: number,
): Uint8Array<ArrayBuffer> {
  const gathered = new Uint8Array(rows.length * imageBytes);
  for (const [place, row] of rows.entries())
    gathered.set(images.subarray(row * imageBytes, (row + 1) * imageBytes), place * imageBytes);
  return gathered;
}

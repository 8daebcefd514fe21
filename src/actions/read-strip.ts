import { mnistShape, sizeOf } from '../core/shape.ts';
import type { DatasetInfo, ModelId } from '../protocol/jobs.ts';
import { engine } from './engine.ts';

/**
 * A finished network's answers to the strip's digits, null when it has none (it diverged); while a run trains they come
 * with its progress.
 * @throws EngineError
 */
export async function readStrip(
  modelId: ModelId,
  { stripImages, stripLabels }: DatasetInfo,
): Promise<readonly number[] | null> {
  const size = sizeOf(mnistShape);
  const answers = await Promise.all(
    stripLabels.map(async (_, place) => {
      const image = stripImages.slice(place * size, (place + 1) * size);
      const { probabilities } = await engine().run('predict', { modelId, image });
      return probabilities.indexOf(Math.max(...probabilities));
    }),
  );
  return answers.includes(-1) ? null : answers; // no probability equals the greatest: they are NaN
}

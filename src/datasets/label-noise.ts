import { streams, uniform } from '../core/random.ts';
import { mnistClasses } from '../core/shape.ts';
import type { DataSource } from './dataset.ts';

interface LabelNoise {
  /** Of the labels, 0–1: what is replaced. */
  readonly share: number;
  /** Training images that are used: the first ones. Their labels must be there. */
  readonly count: number;
  readonly seed: number;
}

/** A data set of which a share of the training labels is replaced by one of the nine others at random; validation and test stay true. */
export function withLabelNoise(
  dataset: DataSource,
  { share, count, seed }: LabelNoise,
): DataSource {
  const { images, labels: known, count: all } = dataset.train;
  const labels = known.slice();
  const draw = (place: number, nth: number) => uniform(seed, streams.labels, 2 * place + nth);
  for (let place = 0; place < count; place++) {
    if (draw(place, 0) >= share) continue;
    const step = 1 + Math.floor(draw(place, 1) * (mnistClasses - 1));
    labels[place] = ((known[place] ?? 0) + step) % mnistClasses;
  }
  return {
    train: { images, labels, count: all },
    validation: dataset.validation,
    test: dataset.test,
    imageBytes: dataset.imageBytes,
    get progress() {
      return dataset.progress;
    },
    available: (split) => dataset.available(split),
    until: (split, wanted) => dataset.until(split, wanted),
    load: () => dataset.load(),
    onChange: (listener) => dataset.onChange(listener),
  };
}

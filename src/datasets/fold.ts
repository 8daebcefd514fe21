import { type Fold, stratifiedFolds } from '../core/folds.ts';
import type { DataSource, Images } from './dataset.ts';

interface Share extends Fold {
  /** Training images that are dealt out: the first ones. All of them must be there. */
  readonly count: number;
  readonly seed: number;
}

/** A data set as one fold sees it: it trains on what the others hold, and validates on its own. The test set stays. */
export function foldOf(dataset: DataSource, { nth, of, count, seed }: Share): DataSource {
  const folds = stratifiedFolds(dataset.train.labels.subarray(0, count), of, seed);
  const places = [...folds.keys()];
  const pick = (isWanted: (fold: number | undefined) => boolean) =>
    imagesAt(
      dataset,
      places.filter((place) => isWanted(folds[place])),
    );
  const sets = {
    train: pick((fold) => fold !== nth),
    validation: pick((fold) => fold === nth),
  };
  return {
    ...sets,
    test: dataset.test,
    imageBytes: dataset.imageBytes,
    get progress() {
      return dataset.progress;
    },
    available: (split) => (split === 'test' ? dataset.available(split) : sets[split].count),
    until: async (split, wanted) => {
      if (split === 'test') await dataset.until(split, wanted);
    },
    load: () => dataset.load(),
    onChange: (listener) => dataset.onChange(listener),
  };
}

function imagesAt({ train, imageBytes }: DataSource, places: readonly number[]): Images {
  const images = new Uint8Array(places.length * imageBytes);
  const labels = new Uint8Array(places.length);
  for (const [row, place] of places.entries()) {
    const from = place * imageBytes;
    images.set(train.images.subarray(from, from + imageBytes), row * imageBytes);
    labels[row] = train.labels[place] ?? 0;
  }
  return { images, labels, count: places.length };
}

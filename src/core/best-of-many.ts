import { streams, uniform } from './random.ts';

/** One of many networks that are equally good: what it reads of two sets of images. */
export interface Candidate {
  readonly validationCorrect: number;
  readonly testCorrect: number;
}

export interface BestOfMany {
  readonly candidates: readonly Candidate[];
  /** The place of the one with the best test accuracy, and of the one with the best validation accuracy. */
  readonly byTest: number;
  readonly byValidation: number;
}

/**
 * Networks of the same true accuracy, each read once on a validation and on a test set: they differ by chance alone, so the
 * best of them by test accuracy looks better than any of them is. Right answers are drawn image by image.
 */
export function drawCandidates(
  count: number,
  {
    accuracy,
    validationImages,
    testImages,
    seed,
  }: {
    readonly accuracy: number;
    readonly validationImages: number;
    readonly testImages: number;
    readonly seed: number;
  },
): BestOfMany {
  const rightOf = (images: number, stream: number) => {
    let right = 0;
    for (let image = 0; image < images; image++)
      if (uniform(seed, stream, image) < accuracy) right++;
    return right;
  };
  const candidates = Array.from({ length: count }, (_, place) => ({
    validationCorrect: rightOf(validationImages, streams.data + 2 * place),
    testCorrect: rightOf(testImages, streams.data + 2 * place + 1),
  }));
  const best = (of: (candidate: Candidate) => number) =>
    candidates.reduce(
      (found, candidate, place) =>
        of(candidate) > of(candidates[found] as Candidate) ? place : found, // a place of one
      0,
    );
  return {
    candidates,
    byTest: best(({ testCorrect }) => testCorrect),
    byValidation: best(({ validationCorrect }) => validationCorrect),
  };
}

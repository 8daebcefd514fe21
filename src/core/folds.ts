import { permutation, streams } from './random.ts';
import { mnistClasses } from './shape.ts';

/** One fold of a stratified cross-validation: held out to be validated on, while the others train. */
export interface Fold {
  /** From 0. */
  readonly nth: number;
  readonly of: number;
}

/** Numbers of folds that one can choose. */
export const foldCounts = [3, 5, 10] as const;

/** Below this a fold may lack a class. */
export const leastImagesPerFold = 20;

/** `fold 2 of 5`. */
export const foldInWords = ({ nth, of }: Fold): string => `fold ${nth + 1} of ${of}`;

/**
 * The fold of each image: every class is shuffled with the seed and dealt in turn, each class going on where the one before
 * it stopped. So a class's images in two folds differ by one at most, and so do the folds themselves.
 */
export function stratifiedFolds(labels: Uint8Array, folds: number, seed: number): Uint8Array {
  const foldOf = new Uint8Array(labels.length);
  let dealt = 0;
  for (let label = 0; label < mnistClasses; label++) {
    const places = [...labels.keys()].filter((place) => labels[place] === label);
    for (const chosen of permutation(places.length, seed, streams.folds + label)) {
      foldOf[places[chosen] as number] = dealt % folds; // chosen is below the length
      dealt++;
    }
  }
  return foldOf;
}

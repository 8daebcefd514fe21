import type { PairedTest } from '../../core/compare-runs.ts';
import type { Score } from '../../core/run.ts';

/** What a compressed network must come to on the 10,000 test images; shares are 0–1. */
export interface CompressionBounds {
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Accuracy of the control less that of the variant: the mean over the seeds. */
  readonly mostLost?: number;
  /** The same in either direction: rounding that helps so much is as wrong as rounding that hurts. */
  readonly mostChanged?: number;
  /** Test images with another answer than the control's. */
  readonly mostFlips?: number;
  /** Float32 bytes of the trained network for each byte stored. */
  readonly timesSmaller?: number;
}

/** A variant beside its control, both on the whole test set. */
export interface CompressionResult {
  readonly seed: number;
  readonly control: Score;
  readonly variant: Score;
  readonly paired: PairedTest;
  readonly weightBytes: number;
  /** Of the whole file: Huffman-coded where that is a step of the recipe, else deflated. */
  readonly storedBytes: number;
  /** For the variant, by the clock. */
  readonly seconds: number;
}

export const timesSmaller = ({ weightBytes, storedBytes }: CompressionResult): number =>
  weightBytes / storedBytes;

const hundredths = (share: number): string => (100 * share).toFixed(2);

/** In words, which bounds one recipe's results are beyond. */
export function missesOf(
  bounds: CompressionBounds,
  results: readonly CompressionResult[],
): readonly string[] {
  const lost = results.reduce((sum, { paired }) => sum - paired.difference, 0) / results.length;
  const { mostLost = Number.POSITIVE_INFINITY } = bounds;
  const common =
    lost > mostLost
      ? [`${hundredths(lost)} points lost, at most ${hundredths(mostLost)} allowed`]
      : [];
  return [...common, ...results.flatMap((result) => ownMisses(bounds, result))];
}

function ownMisses(bounds: CompressionBounds, result: CompressionResult): string[] {
  const { variant, paired, seed } = result;
  const accuracy = variant.correct / variant.n;
  const flips = paired.lost + paired.won + paired.otherwise;
  const times = timesSmaller(result);
  const { atLeast = 0, atMost = 1, mostChanged = 1, mostFlips = variant.n } = bounds;
  const { timesSmaller: leastTimes = 0 } = bounds;
  const misses: readonly (readonly [boolean, string])[] = [
    [
      accuracy < atLeast,
      `${hundredths(accuracy)} % right, at least ${hundredths(atLeast)} % wanted`,
    ],
    [
      accuracy > atMost,
      `${hundredths(accuracy)} % right, at most ${hundredths(atMost)} % expected`,
    ],
    [
      Math.abs(paired.difference) > mostChanged,
      `${hundredths(paired.difference)} points off, at most ${hundredths(mostChanged)} allowed`,
    ],
    [flips > mostFlips, `${flips} answers changed, at most ${mostFlips} allowed`],
    [times < leastTimes, `${times.toFixed(1)} times smaller, at least ${leastTimes} wanted`],
  ];
  return misses.flatMap(([isMissed, words]) => (isMissed ? [`seed ${seed}: ${words}`] : []));
}

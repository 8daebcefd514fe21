import type { CalibrationBin } from './run.ts';

/** As Guo et al. 2017. */
const bins = 15;

/** Sorts answers by the probability that was given to them into bins of equal width. */
export function calibrationBins(
  answers: readonly { readonly confidence: number; readonly isRight: boolean }[],
): readonly CalibrationBin[] {
  const counted = Array.from({ length: bins }, () => ({ count: 0, correct: 0, confidence: 0 }));
  for (const { confidence, isRight } of answers) {
    const place = Math.min(bins - 1, Math.floor(confidence * bins));
    const bin = counted[Number.isNaN(place) ? 0 : place];
    if (bin === undefined) continue;
    bin.count++;
    bin.correct += Number(isRight);
    bin.confidence += Number.isNaN(confidence) ? 0 : confidence;
  }
  return counted;
}

/** Expected calibration error: how far confidence and accuracy are apart, 0–1, over all answers (Guo et al. 2017). */
export function expectedCalibrationError(calibration: readonly CalibrationBin[]): number {
  const n = calibration.reduce((sum, { count }) => sum + count, 0);
  const apart = calibration.reduce(
    (sum, { correct, confidence }) => sum + Math.abs(correct - confidence),
    0,
  );
  return n === 0 ? 0 : apart / n;
}

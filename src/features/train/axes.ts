import type { CurveData } from './curve-data.ts';

const accuracyFloors = [0.98, 0.95, 0.9, 0.8, 0.5, 0];

/** Where the accuracy axis begins: the highest round value that leaves the latest errors a sixth of the height or less. */
export function accuracyFloor({ training, validation }: CurveData): number {
  const latest = [lastNumber(training), lastNumber(validation)].filter((value) => value !== null);
  const worst = latest.length === 0 ? 0 : Math.min(...latest);
  return accuracyFloors.find((floor) => 1 - worst <= (1 - floor) / 6) ?? 0;
}

/** Limits of the loss axis: the smoothed curves decide, so that one bad batch does not flatten them. */
export function lossRange(
  { training, validation }: CurveData,
  isLog: boolean,
): readonly [number, number] {
  const values = [...training, ...validation].filter((value) => value !== null && value > 0);
  if (values.length === 0) return isLog ? [0.01, 3] : [0, 3];
  const highest = Math.max(...(values as number[])); // nulls were filtered out
  if (!isLog) return [0, 1.05 * highest];
  return [0.8 * Math.min(...(values as number[])), 1.25 * highest];
}

/** Round values of a logarithmic axis: 1, 2 and 5 of each power of ten, or the powers alone where those are many. */
export function logTicks(low: number, high: number): number[] {
  const powers = range(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)));
  const digits = powers.length > 4 ? [1] : [1, 2, 5];
  return powers
    .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((tick) => tick >= low && tick <= high);
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Where the step axis ends: whole epochs, doubling as the run goes on, so that a curve never sits in a corner. */
export function lastStepShown(
  steps: { readonly stepsBefore: number; readonly step: number; readonly totalSteps: number },
  stepsPerEpoch: number,
): number {
  const done = Math.max(1, steps.step - steps.stepsBefore);
  const epochsShown = 2 ** Math.max(0, Math.ceil(Math.log2(done / stepsPerEpoch)));
  const all = Math.max(done, steps.totalSteps - steps.stepsBefore);
  return steps.stepsBefore + Math.min(all, epochsShown * stepsPerEpoch);
}

function lastNumber(values: readonly (number | null)[]): number | null {
  return values.findLast((value) => value !== null) ?? null;
}

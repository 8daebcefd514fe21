import type { CurveData } from './curve-data.ts';

const accuracyFloors = [0.98, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5, 0];

/**
 * Where the accuracy axis begins: the highest round value under which no curve lies, or which leaves the latest errors
 * a sixth of the height or less.
 */
export function accuracyFloor({ training, validation }: CurveData): number {
  const latest = numbers([training.at(-1) ?? null, validation.findLast(isNumber) ?? null]);
  if (latest.length === 0) return 0;
  const worst = Math.min(...latest);
  const lowest = Math.min(...numbers([...training, ...validation]));
  return accuracyFloors.find((floor) => lowest >= floor || 1 - worst <= (1 - floor) / 6) ?? 0;
}

const isNumber = (value: number | null): value is number => value !== null;
const numbers = (values: readonly (number | null)[]): number[] => values.filter(isNumber);

/** Limits of the loss axis: the smoothed curves decide, so that one bad batch does not flatten them. */
export function lossRange(
  { training, validation }: CurveData,
  isLog: boolean,
): readonly [number, number] {
  const values = numbers([...training, ...validation]).filter((value) => value > 0);
  if (values.length === 0) return isLog ? [0.01, 3] : [0, 3];
  const highest = Math.max(...values);
  if (!isLog) return [0, 1.05 * highest];
  return [0.8 * Math.min(...values), 1.25 * highest];
}

/** Round values of a logarithmic axis: at most six powers of ten, with more digits between them the less it spans. */
export function logTicks(low: number, high: number): number[] {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const every = Math.ceil((last - first + 1) / 6);
  const digits = high / low > 150 ? [1] : high / low > 8 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 6, 8];
  return range(first, last)
    .filter((power) => power % every === 0)
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

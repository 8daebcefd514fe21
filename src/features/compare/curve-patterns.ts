/** What tells a curve from those beside it where there is no colour. */
export interface CurvePattern {
  /** Lengths of strokes and of what is between them; none for a whole line. */
  readonly dash: readonly number[];
  /** SVG path data around 0, 0. */
  readonly marker: string;
}

/** As many as can be compared, no dash and no marker twice. */
export const curvePatterns: readonly CurvePattern[] = [
  { dash: [], marker: 'M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z' }, // disc
  { dash: [8, 4], marker: 'M-3.5 -3.5H3.5V3.5H-3.5Z' }, // square
  { dash: [2, 3], marker: 'M0 -4.5L4.5 3.5H-4.5Z' }, // triangle
  { dash: [9, 3, 2, 3], marker: 'M0 -5L5 0L0 5L-5 0Z' }, // diamond
  { dash: [16, 4], marker: 'M-4.5 0H4.5M0 -4.5V4.5' }, // plus
  { dash: [9, 3, 2, 3, 2, 3], marker: 'M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5' }, // cross
  { dash: [5, 7], marker: 'M0 4.5L4.5 -3.5H-4.5Z' }, // triangle on its tip
  { dash: [2, 8], marker: 'M-4 -4H4L-4 4H4Z' }, // hourglass
];

/** The pattern of the n-th curve. */
export const patternOf = (place: number): CurvePattern =>
  curvePatterns[place % curvePatterns.length] ?? { dash: [], marker: '' };

/** Places for markers: the first, then each that is far enough from the one before; the last has room of its own. */
export function spacedOut(places: readonly number[], apart: number): readonly number[] {
  const last = places.at(-1);
  if (last === undefined) return [];
  const kept: number[] = [];
  for (const place of places) {
    const before = kept.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (place - before >= apart && last - place >= apart) kept.push(place);
  }
  return [...kept, last];
}

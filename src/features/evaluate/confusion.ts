import { mnistClasses } from '../../core/shape.ts';

export const digits = Array.from({ length: mnistClasses }, (_, digit) => digit);

export const countAt = (confusion: readonly number[], label: number, answer: number): number =>
  confusion[label * mnistClasses + answer] ?? 0;

/** How many images of a digit were answered wrongly. */
export const wrongOf = (confusion: readonly number[], label: number): number =>
  digits
    .filter((answer) => answer !== label)
    .reduce((sum, answer) => sum + countAt(confusion, label, answer), 0);

interface Confusion {
  readonly label: number;
  readonly answer: number;
  readonly count: number;
}

/** The wrong answer that is given most often; null when all are right. */
export function worstConfusion(confusion: readonly number[]): Confusion | null {
  const wrong = confusion
    .map((count, cell) => ({
      label: Math.floor(cell / mnistClasses),
      answer: cell % mnistClasses,
      count,
    }))
    .filter(({ label, answer, count }) => label !== answer && count > 0);
  return wrong.reduce<Confusion | null>(
    (worst, cell) => (worst === null || cell.count > worst.count ? cell : worst),
    null,
  );
}

/** `a 4`, `an 8`. */
export const oneOf = (digit: number): string => (digit === 8 ? 'an 8' : `a ${digit}`);

/** `1 image`, `12 images`. */
export const imagesInWords = (count: number): string =>
  `${count} ${count === 1 ? 'image' : 'images'}`;

/**
 * How much of its colour a cell gets, in percent, by the cube root of its share of the row: a few wrong answers among a
 * thousand are seen. Between 50 and 85 neither ink nor paper would be readable on it: no cell gets that.
 */
export function cellPercent(confusion: readonly number[], label: number, answer: number): number {
  const total = digits.reduce((sum, other) => sum + countAt(confusion, label, other), 0);
  if (total === 0) return 0;
  const strength = Math.cbrt(countAt(confusion, label, answer) / total);
  return Math.round(strength <= 0.5 ? 100 * strength : 70 + 30 * strength);
}

/** Where an arrow key leads from a cell, or null for another key; edges hold. */
export function neighbourCell(
  { label, answer }: { readonly label: number; readonly answer: number },
  key: string,
): { readonly label: number; readonly answer: number } | null {
  const last = mnistClasses - 1;
  switch (key) {
    case 'ArrowUp':
      return { label: Math.max(0, label - 1), answer };
    case 'ArrowDown':
      return { label: Math.min(last, label + 1), answer };
    case 'ArrowLeft':
      return { label, answer: Math.max(0, answer - 1) };
    case 'ArrowRight':
      return { label, answer: Math.min(last, answer + 1) };
    case 'Home':
      return { label, answer: 0 };
    case 'End':
      return { label, answer: last };
    default:
      return null;
  }
}

import { expect, test } from 'vitest';
import { cellStrength, neighbourCell, worstConfusion } from './confusion.ts';

const matrix = (cells: Record<number, number>) =>
  Array.from({ length: 100 }, (_, cell) => cells[cell] ?? 0);

test('the worst confusion is the largest count off the diagonal', () => {
  const confusion = matrix({ 44: 970, 49: 12, 94: 5, 99: 1000 });
  expect(worstConfusion(confusion)).toEqual({ label: 4, answer: 9, count: 12 });
});

test('a network without mistakes has no worst confusion', () => {
  expect(worstConfusion(matrix({ 0: 980, 11: 1135 }))).toBeNull();
});

test('colour follows the share of the row, and an empty row has none', () => {
  const confusion = matrix({ 0: 75, 1: 25 });
  expect(cellStrength(confusion, 0, 1)).toBe(0.5);
  expect(cellStrength(confusion, 5, 5)).toBe(0);
});

test('arrow keys walk the matrix and stop at its edges', () => {
  expect(neighbourCell({ label: 4, answer: 9 }, 'ArrowRight')).toEqual({ label: 4, answer: 9 });
  expect(neighbourCell({ label: 4, answer: 9 }, 'ArrowUp')).toEqual({ label: 3, answer: 9 });
  expect(neighbourCell({ label: 4, answer: 9 }, 'Home')).toEqual({ label: 4, answer: 0 });
  expect(neighbourCell({ label: 4, answer: 9 }, 'a')).toBeNull();
});

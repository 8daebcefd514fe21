import { expect, test } from 'vitest';
import { cellPercent, neighbourCell, worstConfusion } from './confusion.ts';

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
  const confusion = matrix({ 0: 992, 1: 8, 99: 1000 });
  expect(cellPercent(confusion, 0, 1)).toBe(20);
  expect(cellPercent(confusion, 9, 9)).toBe(100);
  expect(cellPercent(confusion, 5, 5)).toBe(0);
});

test('no cell has a colour on which its count cannot be read', () => {
  for (let count = 0; count <= 1000; count++) {
    const percent = cellPercent(matrix({ 0: count, 1: 1000 - count }), 0, 0);
    expect(percent <= 50 || percent >= 85, `${count} of 1000: ${percent} %`).toBe(true);
  }
});

test('arrow keys walk the matrix and stop at its edges', () => {
  expect(neighbourCell({ label: 4, answer: 9 }, 'ArrowRight')).toEqual({ label: 4, answer: 9 });
  expect(neighbourCell({ label: 4, answer: 9 }, 'ArrowUp')).toEqual({ label: 3, answer: 9 });
  expect(neighbourCell({ label: 4, answer: 9 }, 'Home')).toEqual({ label: 4, answer: 0 });
  expect(neighbourCell({ label: 4, answer: 9 }, 'a')).toBeNull();
});

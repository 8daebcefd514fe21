import { expect, test } from 'vitest';
import { createLayer } from '../../core/layers/index.ts';
import { presets } from '../../core/presets.ts';
import { summarize } from '../../core/summary.ts';
import { skipLines } from './skip-lines.ts';

/** Rows of dropouts and, where there is a number, of an Add that skips so many rows. */
const linesOf = (...rows: readonly (number | null)[]) =>
  skipLines(
    summarize(
      rows.map((span, index) =>
        span === null
          ? createLayer('dropout', `l${index}`)
          : createLayer('add', `l${index}`, { span }),
      ),
    ).layers,
  ).map((lines) => lines.map(({ part, lane }) => `${part} ${lane}`));

test('a line goes from the first row that is skipped to the one that adds', () => {
  expect(linesOf(null, null, null, 2, null)).toEqual([
    [],
    ['start 0'],
    ['middle 0'],
    ['end 0'],
    [],
  ]);
});

test('a block inside another is nearer to the rows', () => {
  expect(linesOf(null, null, 1, null, 4)).toEqual([
    ['start 1'],
    ['start 0', 'middle 1'],
    ['end 0', 'middle 1'],
    ['middle 1'],
    ['end 1'],
  ]);
});

test('lines that only touch do not run into each other', () => {
  expect(linesOf(null, 1, 1)).toEqual([['start 0'], ['end 0', 'start 1'], ['end 1']]);
});

test('a skip of nothing, or from above the input, has no line', () => {
  expect(linesOf(null, 0)).toEqual([[], []]);
  expect(linesOf(null, 5)).toEqual([[], []]);
});

test('blocks one after another share a lane', () => {
  const resnet = presets.find(({ id }) => id === 'resnet-80k')?.architecture ?? [];
  const lanes = skipLines(summarize(resnet).layers).flatMap((lines) =>
    lines.map(({ lane }) => lane),
  );
  expect(lanes.length).toBe(3 * 6);
  expect(new Set(lanes)).toEqual(new Set([0]));
});

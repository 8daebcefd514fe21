import { expect, test } from 'vitest';
import type { RunRecord } from '../../core/run.ts';
import { csvOf } from './chart-files.ts';
import { type ChartData, choiceOf } from './run-points.ts';

const point = (name: string, parentId: string | null) => ({
  run: {
    ...{ id: 'a', name, parentId, recipe: { setup: { seed: 3 } } },
    size: { fileBytes: 1234 },
    validation: { correct: 4500, n: 5000 },
  } as unknown as RunRecord, // what the file reads
});
const rowsOf = (...points: readonly ReturnType<typeof point>[]) =>
  csvOf(
    { points, outside: [] } as unknown as ChartData,
    choiceOf('fileBytes', 'validationAccuracy'),
  ).split('\r\n');

test('a row a run, with the interval where there is one', () => {
  const [head, row, end] = rowsOf(point('calm-otter', null));
  expect(head).toMatch(
    /^run,id,parent,seed,file size,validation accuracy,"validation accuracy, 95 % low"/,
  );
  expect(row).toMatch(/^calm-otter,a,,3,1234,0\.9,0\.89\d+,0\.90\d+$/);
  expect(end).toBe('');
});

test('a name is text to a spreadsheet, whatever it begins with and holds', () => {
  const [, formula, quoted] = rowsOf(point('=1+1', 'p'), point('say "so", twice', 'p'));
  expect(formula).toMatch(/^'=1\+1,a,p,/);
  expect(quoted).toMatch(/^"say ""so"", twice",a,p,/);
});

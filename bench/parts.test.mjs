import { expect, test } from 'vitest';
import { presets } from '../src/core/presets.ts';
import { summarize } from '../src/core/summary.ts';
import { decadesOf, drawSizes } from './chart.mjs';
import { groupOf } from './profile.mjs';
import { createCnn, createMlp, fitWidth } from './sizes.mjs';
import { median, medianRatio, percentile } from './statistics.mjs';
import { figure, table } from './table.mjs';

test('median and percentile do not need sorted values', () => {
  expect(median([])).toBeNull();
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 7])).toBe(6);
  expect(percentile([3, 1, 2, 4, 5, 6, 7, 8, 9, 10], 0.95)).toBe(10);
});

test('a ratio is taken turn by turn, so that a slow turn of both leaves it alone', () => {
  expect(medianRatio([100, 10, 100], [50, 5, 50])).toBe(2);
  expect(medianRatio([100, 10, 100], [25])).toBe(4);
  expect(medianRatio([], [25])).toBeNull();
});

test('figures keep three digits; a table aligns them', () => {
  expect([12_345.6, 98.76, 9.876, 0.1234, null].map(figure)).toEqual([
    ...['12,346', '98.8', '9.88', '0.123'],
    null,
  ]);
  expect(table(['a', 'bb'], [['ccc', null]])).toBe('a    bb\n───  ──\nccc   –');
});

test('sizes: the CNN of width 32 is the reference CNN, and a width comes nearest to a target', () => {
  const parameters = (architecture) => summarize(architecture).parameters;
  const reference = presets.find(({ id }) => id === 'reference-cnn');
  expect(parameters(createCnn(32))).toBe(parameters(reference?.architecture ?? []));
  expect(parameters(fitWidth(createCnn, 121_000))).toBe(121_930);
  expect(parameters(fitWidth(createMlp, 1))).toBe(parameters(createMlp(1)));
  for (const target of [1e3, 1e4, 1e5, 1e6, 5e6])
    expect(Math.abs(Math.log2(parameters(fitWidth(createCnn, target)) / target))).toBeLessThan(0.3);
});

test('the chart has whole decades and a line for each family and number of threads', () => {
  expect(decadesOf([900, 100_000, 4_000_000])).toEqual([2, 7]);
  const rows = ['CNN', 'MLP'].flatMap((family) =>
    [1, 2].flatMap((threads) =>
      [1e3, 1e5].map((parameters) => ({
        ...{ family, threads, parameters },
        imagesPerSecond: (1e8 * threads) / parameters,
      })),
    ),
  );
  const svg = drawSizes(rows);
  expect(svg.match(/<circle/g)).toHaveLength(8);
  expect(svg).toContain('MLP, 2 threads');
  expect(svg).not.toContain('NaN');
});

test.each([
  ['gemmForward', 'products'],
  ['convPoolGradient', 'products'],
  ['addColumnSums', 'products'],
  ['batchWeightGradient', 'products'],
  ['packTransposedPanels', 'packing'],
  ['addPackedColumns', 'packing'],
  ['adam', 'optimizer'],
  ['finishGradientMoments', 'batch norm'],
  ['maxPoolGradient', 'pooling'],
  ['lstmStepGradient', 'activation'],
  ['padImages', 'images'],
  ['softmaxCrossEntropy', 'other'],
])('%s counts as %s', (kernel, group) => {
  expect(groupOf(kernel)).toBe(group);
});

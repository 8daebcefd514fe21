import { expect, test } from 'vitest';
import { defaultsOf } from '../../core/fields.ts';
import { createLayer } from '../../core/layers/index.ts';
import type { RunRecord } from '../../core/run.ts';
import { trainingFields } from '../../core/training-setup.ts';
import { tableCsv, tableJson } from './table-files.ts';

const recipe = {
  architecture: [createLayer('flatten', 'l1'), createLayer('dense', 'l2', { units: 10 })],
  setup: { ...defaultsOf(trainingFields), seed: 3 },
};
const run = {
  ...{ id: 'a', name: '=calm', parentId: null, recipe, status: 'finished', createdAt: 0 },
  ...{ runtime: { kind: 'wasm' }, size: { parameters: 7850 }, latency: null },
  validation: { correct: 4500, n: 5000 },
} as unknown as RunRecord; // what the table reads
const columns = ['parameters', 'validationAccuracy', 'p50Ms'] as const;

test('the table as it stands is a CSV: chosen columns, bounds beside each accuracy, no formulas', () => {
  const [head, row, end] = tableCsv([run], columns).split('\r\n');
  expect(head).toBe(
    'run,id,parent,recipe,seed,status,runtime,when,note,parameters,validation accuracy,"validation accuracy, 95 % low","validation accuracy, 95 % high",latency p50',
  );
  expect(row).toMatch(
    /^'=calm,a,,.*,3,finished,wasm,1970-01-01T00:00:00.000Z,,7850,0\.9,0\.89\d+,0\.90\d+,$/,
  );
  expect(end).toBe('');
});

test('and a JSON, with null where nothing was measured', () => {
  expect(JSON.parse(tableJson([run], columns))).toEqual([
    expect.objectContaining({
      ...{ run: '=calm', parent: null, parameters: 7850, 'latency p50': null },
      'validation accuracy': 0.9,
      'validation accuracy, 95 % low': expect.closeTo(0.891, 2),
    }),
  ]);
});

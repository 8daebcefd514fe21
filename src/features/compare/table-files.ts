import { saveFile } from '../../actions/save-file.ts';
import type { RunRecord } from '../../core/run.ts';
import { type Cell, csvText, figuresOf, headOf } from './csv.ts';
import { type MetricName, metricOf } from './metrics.ts';
import { recipeInWords } from './run-words.ts';

type Rows = readonly (readonly Cell[])[];

/** The table of runs in plain numbers: its rows in the order given, its chosen columns, each accuracy with its bounds. */
function tableOf(runs: readonly RunRecord[], columns: readonly MetricName[]): Rows {
  const metrics = columns.map((name) => metricOf(name));
  const head = ['run', 'id', 'parent', 'recipe', 'seed', 'status', 'runtime', 'when', 'note'];
  return [
    [...head, ...metrics.flatMap(headOf)],
    ...runs.map((run) => [
      ...[run.name, run.id, run.parentId ?? '', recipeInWords(run), run.recipe.setup.seed],
      ...[run.status, run.runtime.kind, new Date(run.createdAt).toISOString(), run.note ?? ''],
      ...metrics.flatMap((metric) => figuresOf(run, metric)),
    ]),
  ];
}

export const tableCsv = (...table: Parameters<typeof tableOf>): string =>
  csvText(tableOf(...table));

/** One object a run; null where a run has no such figure. */
export function tableJson(...table: Parameters<typeof tableOf>): string {
  const [head = [], ...rows] = tableOf(...table);
  const objects = rows.map((row) =>
    Object.fromEntries(head.map((name, place) => [name, row[place] === '' ? null : row[place]])),
  );
  return `${JSON.stringify(objects, null, 2)}\n`;
}

export const saveTable = (format: 'csv' | 'json', ...table: Parameters<typeof tableOf>): void =>
  format === 'csv'
    ? saveFile('sizewise-table.csv', tableCsv(...table), 'text/csv')
    : saveFile('sizewise-table.json', tableJson(...table), 'application/json');

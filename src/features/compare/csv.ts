import type { Metric } from './metrics.ts';

export type Cell = string | number;

/** A metric's column, and those of its bounds where it may have some. */
export const headOf = ({ label, interval }: Metric): readonly string[] =>
  interval ? [label, `${label}, 95 % low`, `${label}, 95 % high`] : [label];

/** A figure, and its bounds where it may have some; empty where it was not measured. */
export const figuresOf = <Run>(run: Run, metric?: Metric<Run>): readonly Cell[] => [
  metric?.of(run) ?? '',
  ...(metric?.interval ? (metric.interval(run) ?? ['', '']) : []),
];

export const csvText = (rows: readonly (readonly Cell[])[]): string =>
  `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;

/** Quoted where it must be (RFC 4180); a leading `=`, `+`, `-` or `@` would be a formula to a spreadsheet. */
function csvCell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

import type { Summary } from '../../core/summary.ts';
import { formatBytes, formatInteger } from '../../ui/format.ts';

type Cells = readonly [
  name: string,
  shape: string,
  parameters: string,
  macs: string,
  bytes: string,
];

const header: Cells = ['Layer (type)', 'Output shape', 'Parameters', 'MACs', 'Weight bytes'];

/** The network as plain text in the manner of Keras' `model.summary()`, to paste into a notebook or a mail. */
export function summaryText(summary: Summary, typeOf: (index: number) => string): string {
  const rows = summary.layers.map(
    (row, index): Cells => [
      `${row.kerasName} (${typeOf(index)})`,
      row.outputShape === null ? '?' : `(${['None', ...row.outputShape].join(', ')})`,
      formatInteger(row.parameters),
      formatInteger(row.macs),
      formatInteger(row.weightBytes),
    ],
  );
  const widths = header.map((_, column) =>
    Math.max(...[header, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)));
  return [
    alignCells(header, widths),
    rule,
    ...rows.map((cells) => alignCells(cells, widths)),
    rule,
    `Total parameters: ${formatInteger(summary.parameters)} (${formatBytes(summary.weightBytes)})`,
    `Trainable parameters: ${formatInteger(summary.trainableParameters)}`,
    `Non-trainable parameters: ${formatInteger(summary.parameters - summary.trainableParameters)}`,
    `MACs: ${formatInteger(summary.macs)} for one image (FLOPs: ${formatInteger(2 * summary.macs)})`,
  ].join('\n');
}

/** Words to the left, numbers to the right. */
const alignCells = (cells: Cells, widths: readonly number[]): string =>
  cells
    .map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    )
    .join('  ');

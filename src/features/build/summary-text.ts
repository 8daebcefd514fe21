import { connectedTo, type Summary } from '../../core/summary.ts';
import { formatBytes, formatInteger } from '../../ui/format.ts';

const header = ['Layer (type)', 'Output shape', 'Parameters', 'MACs', 'Weight bytes'];

/** The network as plain text in the manner of Keras' `model.summary()`, to paste into a notebook or a mail. */
export function summaryText(summary: Summary, typeOf: (index: number) => string): string {
  const hasSkips = summary.layers.some(({ skip }) => skip !== null);
  const rows = summary.layers.map((row, index) => [
    `${row.kerasName} (${typeOf(index)})`,
    row.outputShape === null ? '?' : `(${['None', ...row.outputShape].join(', ')})`,
    formatInteger(row.parameters),
    formatInteger(row.macs),
    formatInteger(row.weightBytes),
    ...(hasSkips ? [connectedTo(summary, index).join(', ')] : []),
  ]);
  const cells = [hasSkips ? [...header, 'Connected to'] : header, ...rows];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)));
  return [
    ...cells.slice(0, 1).map((row) => alignCells(row, widths)),
    rule,
    ...cells.slice(1).map((row) => alignCells(row, widths)),
    rule,
    `Total parameters: ${formatInteger(summary.parameters)} (${formatBytes(summary.weightBytes)})`,
    `Trainable parameters: ${formatInteger(summary.trainableParameters)}`,
    `Non-trainable parameters: ${formatInteger(summary.parameters - summary.trainableParameters)}`,
    `MACs: ${formatInteger(summary.macs)} for one image (FLOPs: ${formatInteger(2 * summary.macs)})`,
  ].join('\n');
}

/** Words to the left, numbers to the right. */
const alignCells = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, column) =>
      column < 2 || column === 5
        ? cell.padEnd(widths[column] ?? 0)
        : cell.padStart(widths[column] ?? 0),
    )
    .join('  ');

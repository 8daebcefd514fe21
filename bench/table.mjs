/** Rows of text under headers, aligned: the first column to the left, the others to the right. */
export function table(headers, rows) {
  const cells = [headers, ...rows].map((row) => row.map((cell) => cell ?? '–'));
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
      )
      .join('  ');
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(cells[0]), rule, ...cells.slice(1).map(line)].join('\n');
}

/** Three significant digits at least, thousands separated; null of null. */
export const figure = (value) =>
  value === null || value === undefined
    ? null
    : value.toLocaleString('en-US', {
        maximumFractionDigits: value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3,
      });

/** A line of the program where it has room for all, else its items one below the other. */
export function callLines(
  before: string,
  items: readonly string[],
  after = ')',
): readonly string[] {
  const line = `${before}${items.join(', ')}${after}`;
  if (line.length <= 96) return [line];
  const indent = /^ */.exec(before)?.[0] ?? '';
  return [before, ...items.map((item) => `${indent}    ${item},`), `${indent}${after}`];
}

/** Results as a Markdown table: a row for each format and judge, a column for each network; what is of none of them stands in the last. */
export function tableOf(results, networks) {
  const rows = new Map();
  const columns = results.some(({ network }) => network === 'all')
    ? [...networks, 'all']
    : networks;
  for (const result of results) {
    const name = `${result.format} | ${result.judge}`;
    if (!rows.has(name)) rows.set(name, new Map());
    rows.get(name).set(result.network, result);
  }
  const cell = (result) => (result ? `${result.ok ? '✓' : '✗'} ${result.detail}` : '–');
  const lines = [...rows].map(
    ([name, cells]) => `| ${name} | ${columns.map((id) => cell(cells.get(id))).join(' | ')} |`,
  );
  const head = `| format | judge | ${columns.join(' | ')} |`;
  return [head, head.replaceAll(/[^|]+/g, ' --- '), ...lines].join('\n');
}

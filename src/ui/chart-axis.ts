/** How the axes of every recharts chart look. */
export const chartAxis = {
  stroke: 'var(--line-strong)',
  tickLine: false,
  axisLine: false,
  tick: { fontSize: 11, fill: 'var(--muted)' },
} as const;

export interface ChartStyle {
  readonly train: string;
  readonly trainFaint: string;
  readonly validation: string;
  readonly gap: string;
  readonly grid: string;
  readonly epochMark: string;
  readonly text: string;
  readonly panel: string;
  readonly font: string;
}

const colors = {
  train: 'var(--train)',
  trainFaint: 'color-mix(in srgb, var(--train) 20%, transparent)',
  validation: 'var(--validation)',
  gap: 'color-mix(in srgb, var(--train) 22%, transparent)',
  grid: 'var(--line)',
  epochMark: 'color-mix(in srgb, var(--line-strong) 60%, transparent)',
  text: 'var(--muted)',
  panel: 'var(--panel)',
} satisfies Record<Exclude<keyof ChartStyle, 'font'>, string>;

/** The theme as a canvas needs it: a custom property says `light-dark(…)`, only an element's colour is resolved. */
export function readChartStyle(host: HTMLElement): ChartStyle {
  const probe = host.appendChild(document.createElement('span'));
  const computed = getComputedStyle(probe);
  const resolved = Object.entries(colors).map(([role, color]) => {
    probe.style.color = color;
    return [role, computed.color];
  });
  probe.style.fontSize = 'var(--text-xs)';
  const font = `${computed.fontSize} ${computed.fontFamily}`;
  probe.remove();
  return { ...Object.fromEntries(resolved), font } as ChartStyle; // the keys are those of `colors`
}

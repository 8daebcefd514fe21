import type { ChartData } from './run-points.ts';
import { usePlot } from './use-place.ts';

interface ErrorBarsProps {
  readonly data: ChartData;
  /** Of these alone, where there are some. */
  readonly pickedIds: ReadonlySet<string>;
}

/** The intervals of every run that has some: 95 % of a share of images. Cut off at the frame. */
export function ErrorBars({ data, pickedIds }: ErrorBarsProps) {
  const plot = usePlot(data);
  if (plot === null) return null;
  const { area, toPixels } = plot;
  const clampX = (x: number) => Math.min(area.x + area.width, Math.max(area.x, x));
  const clampY = (y: number) => Math.min(area.y + area.height, Math.max(area.y, y));
  const path = data.points
    .filter(({ run }) => pickedIds.size === 0 || pickedIds.has(run.id))
    .map(({ x, y, xBar, yBar }) => {
      const at = toPixels({ x, y });
      const [left, right] = (xBar ?? []).map((end) => clampX(toPixels({ x: end, y }).x));
      const [low, high] = (yBar ?? []).map((end) => clampY(toPixels({ x, y: end }).y));
      const across = xBar === null ? '' : `M${left} ${at.y}H${right}`;
      return across + (yBar === null ? '' : `M${at.x} ${low}V${high}`);
    })
    .join('');
  return <path className="runs-bars" aria-hidden d={path} />;
}

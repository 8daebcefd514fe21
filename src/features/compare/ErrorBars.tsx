import { type Bar, type ChartData, intervalBars, seedBars } from './run-points.ts';
import { usePlot } from './use-place.ts';

interface ErrorBarsProps {
  readonly data: ChartData;
  readonly bars: Bars;
  /** Of these alone, where there are some. */
  readonly pickedIds: ReadonlySet<string>;
}

/** None, the 95 % interval of each run's share of images, or lowest to highest of the same recipe's seeds. */
export type Bars = 'none' | 'interval' | 'seeds';

const barsOf = (data: ChartData, bars: Bars): readonly Bar[] =>
  bars === 'seeds' ? seedBars(data.points) : intervalBars(data.points);

/** Cut off at the frame. */
export function ErrorBars({ data, bars, pickedIds }: ErrorBarsProps) {
  const plot = usePlot(data);
  if (plot === null) return null;
  const { area, toPixels } = plot;
  const clampX = (x: number) => Math.min(area.x + area.width, Math.max(area.x, x));
  const clampY = (y: number) => Math.min(area.y + area.height, Math.max(area.y, y));
  const path = barsOf(data, bars)
    .filter(({ ids }) => pickedIds.size === 0 || ids.some((id) => pickedIds.has(id)))
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

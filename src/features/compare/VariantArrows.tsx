import { useId } from 'react';
import type { Point } from '../../core/mnist-digit.ts';
import type { ChartData } from './run-points.ts';
import { usePlot } from './use-place.ts';

interface VariantArrowsProps {
  readonly data: ChartData;
  readonly selectedId: string | null;
}

/** Shorter than this an arrow is nothing but its head. */
const shortest = 18;
const gap = 8;

/** From every run to what was made of it. Drawn under the marks, and said by their names. */
export function VariantArrows({ data, selectedId }: VariantArrowsProps) {
  const headId = useId();
  const plot = usePlot(data);
  if (plot === null) return null;
  const byId = new Map(data.points.map((point) => [point.run.id, point]));
  const arrows = data.points.flatMap((point) => {
    const parent = point.isVariant ? byId.get(point.run.parentId ?? '') : undefined;
    if (parent === undefined) return [];
    const path = arc(plot.toPixels(parent), plot.toPixels(point));
    return path === null ? [] : [{ id: point.run.id, path }];
  });
  return (
    <g className="runs-arrows" aria-hidden>
      <defs>
        <marker
          id={headId}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0 0.5 8 4 0 7.5z" />
        </marker>
      </defs>
      {arrows.map(({ id, path }) => (
        <path
          key={id}
          className={id === selectedId ? 'arrow selected' : 'arrow'}
          d={path}
          markerEnd={`url(#${headId})`}
        />
      ))}
    </g>
  );
}

/** A slight bow from mark to mark, without touching either; null where there is no room. */
function arc(from: Point, to: Point): string | null {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length < shortest) return null;
  // The bow points upwards, whichever way the arrow goes.
  const bow = 0.18 * length * (dx < 0 ? 1 : -1);
  const control = {
    x: (from.x + to.x) / 2 - (dy / length) * bow,
    y: (from.y + to.y) / 2 + (dx / length) * bow,
  };
  const start = towards(from, control);
  const end = towards(to, control);
  return `M${start.x} ${start.y}Q${control.x} ${control.y} ${end.x} ${end.y}`;
}

function towards(from: Point, to: Point): Point {
  const share = gap / Math.hypot(to.x - from.x, to.y - from.y);
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

import { useId } from 'react';
import { usePlotArea } from 'recharts';
import type { Axis, RunPoint } from './run-points.ts';

interface VariantArrowsProps {
  readonly points: readonly RunPoint[];
  readonly x: Axis;
  readonly y: Axis;
  readonly selectedId: string | null;
}

/** Shorter than this an arrow is nothing but its head. */
const shortest = 18;
const gap = 8;

/** From every run to what was made of it. Drawn under the marks, and said by their names. */
export function VariantArrows({ points, x, y, selectedId }: VariantArrowsProps) {
  const headId = useId();
  const area = usePlotArea();
  if (area === undefined) return null;
  const placeOf = ({ cost, decades }: RunPoint) => ({
    left: area.x + area.width * shareOf(Math.log10(cost), x.domain.map(Math.log10)),
    top: area.y + area.height * (1 - shareOf(decades, y.domain)),
  });
  const arrows = points.flatMap((point) => {
    const parent = point.isVariant
      ? points.find(({ run }) => run.id === point.run.parentId)
      : undefined;
    if (parent === undefined) return [];
    const path = arc(placeOf(parent), placeOf(point));
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

const shareOf = (value: number, [from = 0, to = 1]: readonly number[]): number =>
  (value - from) / (to - from);

interface Place {
  readonly left: number;
  readonly top: number;
}

/** A slight bow from mark to mark, without touching either; null where there is no room. */
function arc(from: Place, to: Place): string | null {
  const [dx, dy] = [to.left - from.left, to.top - from.top];
  const length = Math.hypot(dx, dy);
  if (length < shortest) return null;
  // The bow points upwards, whichever way the arrow goes.
  const side = dx < 0 ? 1 : -1;
  const bow = 0.18 * length * side;
  const control = {
    left: (from.left + to.left) / 2 - (dy / length) * bow,
    top: (from.top + to.top) / 2 + (dx / length) * bow,
  };
  const start = towards(from, control);
  const end = towards(to, control);
  return `M${start.left} ${start.top}Q${control.left} ${control.top} ${end.left} ${end.top}`;
}

function towards(from: Place, to: Place): Place {
  const share = gap / Math.hypot(to.left - from.left, to.top - from.top);
  return {
    left: from.left + share * (to.left - from.left),
    top: from.top + share * (to.top - from.top),
  };
}

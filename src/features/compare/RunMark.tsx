import type { KeyboardEvent } from 'react';
import type { Point } from '../../core/mnist-digit.ts';
import type { RunRecord } from '../../core/run.ts';
import type { RunPoint } from './run-points.ts';

interface RunMarkProps {
  readonly point: RunPoint;
  readonly place: Point;
  readonly isSelected: boolean;
  readonly isTabStop: boolean;
  readonly name: string;
  readonly onSelect: (run: RunRecord) => void;
  readonly onInspect: (isOver: boolean) => void;
  readonly onKeyDown: (event: KeyboardEvent<SVGElement>) => void;
}

const radius = 5;
const targetRadius = 12;

/** One run on the chart: a disc for a CNN, a square for an MLP, in a colour of its own when compressed, filled when selected. */
export function RunMark({
  point,
  place,
  isSelected,
  isTabStop,
  name,
  onSelect,
  onInspect,
  onKeyDown,
}: RunMarkProps) {
  const { run, family, isVariant } = point;
  const select = () => onSelect(run);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button element
    <g
      className={`runs-point ${family}${isVariant ? ' variant' : ''}${isSelected ? ' selected' : ''}`}
      role="button"
      tabIndex={isTabStop ? 0 : -1}
      data-run={run.id}
      aria-label={name}
      aria-pressed={isSelected}
      transform={`translate(${place.x} ${place.y})`}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return onKeyDown(event);
        event.preventDefault();
        select();
      }}
      onMouseEnter={() => onInspect(true)}
      onMouseLeave={() => onInspect(false)}
      onFocus={() => onInspect(true)}
      onBlur={() => onInspect(false)}
    >
      <circle r={targetRadius} className="target" />
      {family === 'CNN' ? (
        <circle r={isSelected ? radius + 1.5 : radius} />
      ) : (
        <rect
          x={-radius}
          y={-radius}
          width={2 * radius}
          height={2 * radius}
          rx={1}
          transform={family === 'Sequence' ? 'rotate(45)' : undefined}
        />
      )}
    </g>
  );
}

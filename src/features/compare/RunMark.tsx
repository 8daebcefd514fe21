import type { KeyboardEvent } from 'react';
import type { Point } from '../../core/mnist-digit.ts';
import type { RunRecord } from '../../core/run.ts';
import { markPath, markRadius, markReach, variantDot } from './mark-shapes.ts';
import type { RunPoint } from './run-points.ts';

interface RunMarkProps {
  readonly point: RunPoint;
  readonly place: Point;
  readonly isSelected: boolean;
  readonly isDimmed: boolean;
  readonly isTabStop: boolean;
  readonly name: string;
  readonly onSelect: (run: RunRecord) => void;
  readonly onInspect: (isOver: boolean) => void;
  readonly onKeyDown: (event: KeyboardEvent<SVGElement>) => void;
}

/** One run on the chart, in a colour of its own when compressed, filled when selected. */
export function RunMark({
  point: { run, family, isVariant },
  place,
  isSelected,
  isDimmed,
  isTabStop,
  name,
  onSelect,
  onInspect,
  onKeyDown,
}: RunMarkProps) {
  const select = () => onSelect(run);
  const states = [
    isVariant ? 'variant' : '',
    isSelected ? 'selected' : '',
    isDimmed ? 'dimmed' : '',
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button element
    <g
      className={['runs-point', family, ...states].join(' ')}
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
      <circle r={markReach} className="target" />
      <path d={markPath(family, isSelected ? markRadius + 1.5 : markRadius)} />
      {isVariant && <circle r={variantDot} className="dot" />}
    </g>
  );
}

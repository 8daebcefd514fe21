import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { RunRecord } from '../../core/run.ts';
import { BrushArea } from './BrushArea.tsx';
import { MarksCanvas } from './MarksCanvas.tsx';
import { markReach } from './mark-shapes.ts';
import { RunMark } from './RunMark.tsx';
import type { ChartData, RunPoint } from './run-points.ts';
import { type Plot, usePlot } from './use-place.ts';

/** A run that is pointed at or has the focus, and where its card belongs. */
export interface Inspected {
  readonly point: RunPoint;
  readonly x: number;
  readonly y: number;
}

interface RunMarksProps {
  readonly data: ChartData;
  readonly selectedId: string | null;
  /** The runs that stand out; none where all do. */
  readonly pickedIds: ReadonlySet<string>;
  readonly nameOf: (point: RunPoint) => string;
  readonly onSelect: (run: RunRecord) => void;
  readonly onInspect: (inspected: Inspected | null) => void;
  /** Absent where nothing can be picked. */
  readonly onPick?: ((ids: ReadonlySet<string>) => void) | undefined;
}

/** More are painted on one canvas, and only the one that has the focus and the selected one are elements. */
const mostElements = 300;

/** Every run's mark: one tab stop, arrow keys walk from left to right, a drag picks those in a rectangle. */
export function RunMarks(props: RunMarksProps) {
  const { data, selectedId, pickedIds, nameOf, onSelect, onInspect, onPick } = props;
  const { points } = data;
  const plot = usePlot(data);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const group = useRef<SVGGElement>(null);
  const isWalking = useRef(false);
  useEffect(() => {
    if (!isWalking.current || currentId === null) return;
    isWalking.current = false;
    group.current?.querySelector<SVGElement>(`[data-run="${CSS.escape(currentId)}"]`)?.focus();
  }, [currentId]);
  if (plot === null) return null;
  const isThere = (id: string | null) => points.some(({ run }) => run.id === id);
  const stopId = [currentId, selectedId].find(isThere) ?? points[0]?.run.id;
  const isMany = points.length > mostElements;
  const isDimmed = ({ run }: RunPoint) => pickedIds.size > 0 && !pickedIds.has(run.id);
  const elements = isMany
    ? points.filter(({ run }) => run.id === stopId || run.id === selectedId)
    : points;
  const inspect = (point: RunPoint | null) =>
    onInspect(point === null ? null : { point, ...plot.toPixels(point) });
  const walk = (event: KeyboardEvent<SVGElement>) => {
    if (event.key === 'Escape') return onInspect(null);
    const from = points.findIndex(({ run }) => run.id === stopId);
    const to = { ArrowLeft: from - 1, ArrowRight: from + 1, Home: 0, End: points.length - 1 };
    const next = points[to[event.key as keyof typeof to] ?? -1]; // no place for any other key
    if (next === undefined) return;
    event.preventDefault();
    isWalking.current = true;
    setCurrentId(next.run.id);
  };
  return (
    <g ref={group}>
      <BrushArea
        plot={plot}
        points={points}
        onPick={onPick}
        onHover={isMany ? (at) => inspect(nearest(points, plot, at)) : undefined}
        onClick={(at) => {
          const point = isMany ? nearest(points, plot, at) : null;
          if (point !== null) onSelect(point.run);
          else onPick?.(new Set());
        }}
      />
      {isMany && <MarksCanvas points={points} plot={plot} isDimmed={isDimmed} />}
      {elements.map((point) => (
        <RunMark
          key={point.run.id}
          point={point}
          place={plot.toPixels(point)}
          isSelected={point.run.id === selectedId}
          isDimmed={isDimmed(point)}
          isTabStop={point.run.id === stopId}
          name={nameOf(point)}
          onSelect={onSelect}
          onInspect={(isOver) => inspect(isOver ? point : null)}
          onKeyDown={walk}
        />
      ))}
    </g>
  );
}

/** The run whose mark is under a place, if one is. */
function nearest(
  points: readonly RunPoint[],
  plot: Plot,
  at: { readonly x: number; readonly y: number },
): RunPoint | null {
  let found: RunPoint | null = null;
  let least: number = markReach;
  for (const point of points) {
    const { x, y } = plot.toPixels(point);
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance < least) [found, least] = [point, distance];
  }
  return found;
}

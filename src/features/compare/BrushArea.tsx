import { type PointerEvent, useState } from 'react';
import type { Point } from '../../core/mnist-digit.ts';
import type { RunPoint } from './run-points.ts';
import type { Plot } from './use-place.ts';

interface BrushAreaProps {
  readonly plot: Plot;
  readonly points: readonly RunPoint[];
  readonly onPick?: ((ids: ReadonlySet<string>) => void) | undefined;
  readonly onHover?: ((at: Point) => void) | undefined;
  readonly onClick: (at: Point) => void;
}

/** Less is a click. */
const leastDrag = 5;

interface Drag {
  readonly from: Point;
  readonly to: Point;
}

/** The chart's ground: a drag over it picks the runs inside the rectangle. The table's boxes do the same without a pointer. */
export function BrushArea({ plot, points, onPick, onHover, onClick }: BrushAreaProps) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const { area, toPixels } = plot;
  const end = () => {
    if (drag === null) return;
    setDrag(null);
    const box = boxOf(drag);
    if (Math.max(box.width, box.height) < leastDrag) return onClick(drag.to);
    const inside = points.filter((point) => isInside(toPixels(point), box));
    onPick?.(new Set(inside.map(({ run }) => run.id)));
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keyboard walks the marks and picks in the table */}
      <rect
        {...area}
        className={onPick === undefined ? 'runs-ground' : 'runs-ground brush'}
        onPointerDown={(event) => {
          if (event.button !== 0 || event.pointerType === 'touch') return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: placeOf(event), to: placeOf(event) });
        }}
        onPointerMove={(event) => {
          if (drag === null) onHover?.(placeOf(event));
          else setDrag({ ...drag, to: placeOf(event) });
        }}
        onPointerUp={end}
        onPointerCancel={() => setDrag(null)}
        onClick={(event) => {
          // A finger's tap; a mouse's click has ended its drag by now.
          if ((event.nativeEvent as unknown as PointerEvent).pointerType === 'touch')
            onClick(placeOf(event));
        }}
      />
      {drag !== null && onPick !== undefined && <rect {...boxOf(drag)} className="runs-brush" />}
    </>
  );
}

/** Where on the SVG a pointer is. */
function placeOf(event: {
  readonly currentTarget: SVGElement;
  readonly clientX: number;
  readonly clientY: number;
}): Point {
  const frame = event.currentTarget.ownerSVGElement?.getBoundingClientRect();
  return { x: event.clientX - (frame?.left ?? 0), y: event.clientY - (frame?.top ?? 0) };
}

const boxOf = ({ from, to }: Drag) => ({
  x: Math.min(from.x, to.x),
  y: Math.min(from.y, to.y),
  width: Math.abs(to.x - from.x),
  height: Math.abs(to.y - from.y),
});

const isInside = ({ x, y }: Point, box: ReturnType<typeof boxOf>): boolean =>
  x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;

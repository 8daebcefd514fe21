import type { Point, Stroke } from '../../core/mnist-digit.ts';

/** What is on the pad, and the pen that keys move. Places are 0–1 from the left and top edge. */
export interface Drawing {
  readonly strokes: readonly Stroke[];
  readonly pen: Point;
  readonly isPenDown: boolean;
}

export const emptyDrawing: Drawing = { strokes: [], pen: { x: 0.5, y: 0.3 }, isPenDown: false };

const keyStep = 0.05;
const directions: Readonly<Record<string, Point>> = {
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
};

/** The pen goes down: a new stroke begins. */
export const lowerPen = (drawing: Drawing, place: Point): Drawing => ({
  strokes: [...drawing.strokes, [inside(place)]],
  pen: inside(place),
  isPenDown: true,
});

/** The pen goes over these places in order, inking them while it is down. */
export function movePen(drawing: Drawing, places: readonly Point[]): Drawing {
  const points = places.map(inside);
  const pen = points.at(-1) ?? drawing.pen;
  const last = drawing.strokes.at(-1);
  if (!drawing.isPenDown || last === undefined) return { ...drawing, pen };
  return { ...drawing, pen, strokes: [...drawing.strokes.slice(0, -1), [...last, ...points]] };
}

export const liftPen = (drawing: Drawing): Drawing => ({ ...drawing, isPenDown: false });

/** What a key does: arrows move the pen, Space lowers or lifts it; null for any other key. */
export function pressKey(drawing: Drawing, key: string): Drawing | null {
  if (key === ' ') return drawing.isPenDown ? liftPen(drawing) : lowerPen(drawing, drawing.pen);
  const direction = directions[key];
  if (direction === undefined) return null;
  const { x, y } = drawing.pen;
  return movePen(drawing, [{ x: x + direction.x * keyStep, y: y + direction.y * keyStep }]);
}

const inside = ({ x, y }: Point): Point => ({
  x: Math.min(1, Math.max(0, x)),
  y: Math.min(1, Math.max(0, y)),
});

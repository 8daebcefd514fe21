import {
  type Dispatch,
  type PointerEvent,
  type SetStateAction,
  useEffect,
  useRef,
  useState,
} from 'react';
import type { Point } from '../../core/mnist-digit.ts';
import { type Drawing, liftPen, lowerPen, movePen, pressKey } from './drawing.ts';

interface DrawPadProps {
  readonly drawing: Drawing;
  readonly onDraw: Dispatch<SetStateAction<Drawing>>;
}

const side = 280;
/** As wide on the pad as MNIST's lines are in a digit of usual size. */
const lineWidth = 22;

/** A pad for finger, pen, mouse and keys. */
export function DrawPad({ drawing, onDraw }: DrawPadProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const [hasFocus, setHasFocus] = useState(false);
  useEffect(() => {
    if (ref.current !== null) paint(ref.current, drawing, hasFocus);
  }, [drawing, hasFocus]);
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const places = placesOf(event);
    onDraw((now) => movePen(now, places));
  };
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: no other ARIA role lets a screen reader pass the arrow keys on to a drawing surface
    <canvas
      ref={ref}
      className="draw-pad"
      tabIndex={0}
      role="application"
      aria-label="Drawing pad. Arrow keys move the pen, Space puts it down and lifts it."
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const place = placeOf(event.currentTarget, event);
        onDraw((now) => lowerPen(now, place));
      }}
      onPointerMove={move}
      onPointerUp={() => onDraw(liftPen)}
      onPointerCancel={() => onDraw(liftPen)}
      onKeyDown={(event) => {
        const after = pressKey(drawing, event.key);
        if (after === null) return;
        event.preventDefault();
        onDraw(after);
      }}
      onFocus={(event) => setHasFocus(event.currentTarget.matches(':focus-visible'))}
      onBlur={() => setHasFocus(false)}
    />
  );
}

/** All places since the last event: a fast pen moves far between two frames. */
function placesOf(event: PointerEvent<HTMLCanvasElement>): readonly Point[] {
  const pad = event.currentTarget;
  const coalesced = event.nativeEvent.getCoalescedEvents?.() ?? [];
  return (coalesced.length > 0 ? coalesced : [event.nativeEvent]).map((one) => placeOf(pad, one));
}

function placeOf(
  pad: HTMLCanvasElement,
  { clientX, clientY }: { clientX: number; clientY: number },
): Point {
  const { left, top, width, height } = pad.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}

function paint(
  pad: HTMLCanvasElement,
  { strokes, pen, isPenDown }: Drawing,
  showPen: boolean,
): void {
  const context = pad.getContext('2d');
  if (context === null) return;
  const density = Math.max(1, devicePixelRatio);
  pad.width = side * density;
  pad.height = side * density;
  context.scale(density, density);
  context.lineWidth = lineWidth;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = 'white';
  for (const stroke of strokes) {
    context.beginPath();
    const [first] = stroke;
    if (first !== undefined) context.moveTo(first.x * side, first.y * side);
    for (const { x, y } of stroke) context.lineTo(x * side, y * side);
    context.stroke();
  }
  if (!showPen) return;
  context.beginPath();
  context.arc(pen.x * side, pen.y * side, lineWidth / 2, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = '#fb923c';
  context.fillStyle = '#fb923c88';
  if (isPenDown) context.fill();
  context.stroke();
}

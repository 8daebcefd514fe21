import { useLayoutEffect, useRef } from 'react';
import type { Family } from '../../core/describe.ts';
import { useTheme } from '../../ui/use-theme.ts';
import { markPath, variantDot } from './mark-shapes.ts';
import type { RunPoint } from './run-points.ts';
import type { Plot } from './use-place.ts';

interface MarksCanvasProps {
  readonly points: readonly RunPoint[];
  readonly plot: Plot;
  readonly isDimmed: (point: RunPoint) => boolean;
}

const radius = 3.5;

/** Thousands of runs as one picture: SVG marks would be thousands of elements. */
export function MarksCanvas({ points, plot, isDimmed }: MarksCanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const { x, y, width, height } = plot.area;
  useTheme(); // other colours: painted again
  useLayoutEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const scale = devicePixelRatio;
    [canvas.width, canvas.height] = [width * scale, height * scale];
    context.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
    context.clearRect(x, y, width, height);
    const colours = readColours(canvas);
    const shapes = {
      CNN: shapeOf('CNN'),
      MLP: shapeOf('MLP'),
      Sequence: shapeOf('Sequence'),
    };
    const dot = new Path2D();
    dot.arc(0, 0, variantDot, 0, 2 * Math.PI);
    context.lineWidth = 1.5;
    for (const point of points) {
      const at = plot.toPixels(point);
      context.save();
      context.translate(at.x, at.y);
      context.globalAlpha = isDimmed(point) ? 0.2 : 0.8;
      context.strokeStyle = colours[point.isVariant ? 'variant' : point.family];
      context.stroke(shapes[point.family]);
      if (point.isVariant) {
        context.fillStyle = context.strokeStyle;
        context.fill(dot);
      }
      context.restore();
    }
  });
  return (
    <foreignObject x={x} y={y} width={width} height={height} pointerEvents="none">
      <canvas ref={ref} style={{ width, height, display: 'block' }} aria-hidden />
    </foreignObject>
  );
}

const shapeOf = (family: Family) => new Path2D(markPath(family, radius));

const roles = { CNN: '--train', MLP: '--validation', Sequence: '--ink', variant: '--variant' };
type Role = keyof typeof roles;

/** A custom property says `light-dark(…)`: only an element's own colour is resolved. */
function readColours(host: HTMLElement): Readonly<Record<Role, string>> {
  const style = getComputedStyle(host);
  const read = Object.entries(roles).map(([role, property]) => {
    host.style.color = `var(${property})`;
    return [role, style.color];
  });
  return Object.fromEntries(read) as Record<Role, string>; // the keys of `roles`
}

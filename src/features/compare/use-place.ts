import { usePlotArea } from 'recharts';
import type { Point } from '../../core/mnist-digit.ts';
import type { Axis } from './axis.ts';
import type { ChartData } from './run-points.ts';

export interface Plot {
  readonly area: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
  /** Pixels of a place in drawn units. */
  readonly toPixels: (drawn: Point) => Point;
  /** The other way round. */
  readonly toDrawn: (pixels: Point) => Point;
}

/** Where things lie on the chart around; null before it has a size. */
export function usePlot({ xAxis, yAxis }: Pick<ChartData, 'xAxis' | 'yAxis'>): Plot | null {
  const area = usePlotArea();
  if (area === undefined || area.width <= 0) return null;
  const across = (axis: Axis) => axis.domain[1] - axis.domain[0];
  return {
    area,
    toPixels: ({ x, y }) => ({
      x: area.x + (area.width * (x - xAxis.domain[0])) / across(xAxis),
      y: area.y + area.height * (1 - (y - yAxis.domain[0]) / across(yAxis)),
    }),
    toDrawn: ({ x, y }) => ({
      x: xAxis.domain[0] + ((x - area.x) / area.width) * across(xAxis),
      y: yAxis.domain[0] + (1 - (y - area.y) / area.height) * across(yAxis),
    }),
  };
}

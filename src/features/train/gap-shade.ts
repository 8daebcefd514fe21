import type uPlot from 'uplot';
import type { ChartStyle } from './chart-style.ts';
import type { CurveData } from './curve-data.ts';

/** Shades what lies between training and validation, whichever is above: out along one curve, back along the other. */
export function drawGap(chart: uPlot, data: CurveData, style: ChartStyle): void {
  const { ctx, bbox } = chart;
  const there: [number, number][] = [];
  const back: [number, number][] = [];
  for (const [index, step] of data.steps.entries()) {
    const training = data.training[index] ?? null;
    const validation = data.validation[index] ?? null;
    if (training === null || validation === null) continue;
    const x = chart.valToPos(step, 'x', true);
    there.push([x, chart.valToPos(training, 'y', true)]);
    back.push([x, chart.valToPos(validation, 'y', true)]);
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.beginPath();
  for (const [x, y] of [...there, ...back.reverse()]) ctx.lineTo(x, y);
  ctx.closePath();
  ctx.fillStyle = style.gap;
  ctx.fill();
  ctx.restore();
}

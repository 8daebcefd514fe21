import type uPlot from 'uplot';
import type { ChartStyle } from './chart-style.ts';

const labelWidth = 52;

/** A dashed hairline where each epoch ends, with its name above where there is room. */
export function drawEpochEnds(chart: uPlot, ends: readonly number[], style: ChartStyle): void {
  const { ctx, bbox } = chart;
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = style.epochMark;
  ctx.fillStyle = style.text;
  ctx.lineWidth = scale;
  ctx.font = style.font.replace(/[\d.]+px/, (size) => `${Number.parseFloat(size) * scale}px`);
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.setLineDash([2 * scale, 3 * scale]);
  let labelledUntil = bbox.left;
  for (const [index, end] of ends.entries()) {
    const x = Math.round(chart.valToPos(end, 'x', true));
    if (x > bbox.left + bbox.width + 1) break;
    drawLine(ctx, x, bbox);
    if (x - labelledUntil < labelWidth * scale) continue;
    ctx.fillText(`epoch ${index + 1}`, x, bbox.top - 2 * scale);
    labelledUntil = x;
  }
  ctx.restore();
}

function drawLine(ctx: CanvasRenderingContext2D, x: number, { top, height }: uPlot.BBox): void {
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, top + height);
  ctx.stroke();
}

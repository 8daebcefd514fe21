import 'uplot/dist/uPlot.min.css';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { useStore } from 'zustand';
import { loadCurves } from '../../actions/run-curves.ts';
import type { RunCurves, RunRecord } from '../../core/run.ts';
import { curvesStore } from '../../stores/curves.ts';
import { formatPercent } from '../../ui/format.ts';
import { patternOf, spacedOut } from './curve-patterns.ts';

interface OverlaidCurvesProps {
  readonly runs: readonly RunRecord[];
}

/** Validation accuracy of each run by its steps, on one chart. */
export function OverlaidCurves({ runs }: OverlaidCurvesProps) {
  const curves = useStore(curvesStore);
  useEffect(() => {
    for (const { id } of runs) void loadCurves(id);
  }, [runs]);
  const data = useMemo(() => overlaid(runs.map(({ id }) => curves[id] ?? null)), [runs, curves]);
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const plot = new uPlot(optionsOf(element, runs.length), data, element);
    const resized = new ResizeObserver(() =>
      plot.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resized.observe(element);
    return () => {
      resized.disconnect();
      plot.destroy();
    };
  }, [data, runs.length]);
  const missing = runs.filter(({ id }) => curves[id] === null);
  return (
    <figure className="OverlaidCurves">
      <figcaption className="small">
        Validation accuracy by step
        {missing.length > 0 &&
          `; no curves are kept of ${missing.map(({ name }) => name).join(', ')}`}
      </figcaption>
      <div
        ref={host}
        className="OverlaidCurves-canvas"
        role="img"
        aria-label={`Validation accuracy by step: ${runs.map(endInWords).join('; ')}`}
      />
    </figure>
  );
}

const markersApart = 40;

/** Markers over a curve, few enough to see its dash between them. */
function drawMarkers(plot: uPlot, place: number, ground: string): void {
  const measured = new Map<number, number>();
  for (const [index, step] of plot.data[0].entries()) {
    const value = plot.data[place]?.[index] ?? null;
    if (value !== null) measured.set(plot.valToPos(step, 'x', true), value);
  }
  const { ctx } = plot;
  const scale = devicePixelRatio;
  const marker = new Path2D(patternOf(place - 1).marker);
  for (const x of spacedOut([...measured.keys()], markersApart * scale)) {
    ctx.save();
    ctx.translate(x, plot.valToPos(measured.get(x) ?? 0, 'y', true));
    ctx.scale(scale, scale);
    ctx.setLineDash([]);
    ctx.lineWidth = 1.75;
    ctx.fillStyle = ground;
    ctx.fill(marker);
    ctx.stroke(marker);
    ctx.restore();
  }
}

const endInWords = ({ name, steps, validation }: RunRecord): string =>
  `${name} ends at ${formatPercent(validation.correct / validation.n)} after ${steps} steps`;

/** One column of steps, and one for each run; undefined where a run was not measured at that step, so that its line goes on. */
function overlaid(all: readonly (RunCurves | null)[]): uPlot.AlignedData {
  const series = all.map(
    (curves) =>
      new Map(curves?.validations.map(({ step, correct, n }) => [step, correct / n] as const)),
  );
  const steps = [...new Set(series.flatMap((points) => [...points.keys()]))].sort((a, b) => a - b);
  return [steps, ...series.map((points) => steps.map((step) => points.get(step)))];
}

/** A canvas knows no custom properties: each colour is read off an element that has it. */
function optionsOf(element: HTMLElement, count: number): uPlot.Options {
  const probe = element.appendChild(document.createElement('span'));
  const colour = (className: string) => {
    probe.className = className;
    return getComputedStyle(probe).color;
  };
  const series = Array.from({ length: count }, (_, place) => ({
    stroke: colour(`CompareRuns-key s${place}`),
    width: 2,
    spanGaps: true,
    points: { show: false },
    dash: [...patternOf(place).dash],
  }));
  const [stroke, grid] = [colour('OverlaidCurves-text'), colour('OverlaidCurves-grid')];
  const ground = colour('OverlaidCurves-ground');
  probe.remove();
  const axis = { stroke, ticks: { show: false }, font: '11px Inter Variable, sans-serif' };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { drag: { x: false, y: false } },
    scales: { x: { time: false } },
    series: [{}, ...series],
    hooks: { drawSeries: [(plot, place) => drawMarkers(plot, place, ground)] },
    axes: [
      { ...axis, size: 28, grid: { show: false } },
      {
        ...axis,
        side: 1,
        size: 50,
        grid: { stroke: grid, width: 1 },
        values: (_, ticks) => ticks.map((tick) => `${Number((100 * tick).toFixed(1))} %`),
      },
    ],
  };
}

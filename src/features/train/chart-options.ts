import type { RefObject } from 'react';
import type uPlot from 'uplot';
import { logTicks } from './axes.ts';
import type { ChartStyle } from './chart-style.ts';
import type { CurveData } from './curve-data.ts';
import { drawEpochEnds } from './epoch-marks.ts';
import { drawGap } from './gap-shade.ts';

/** Everything one chart shows at one moment. */
export interface ChartView {
  readonly kind: 'accuracy' | 'loss';
  readonly data: CurveData;
  readonly isLog: boolean;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Steps at which epochs end. */
  readonly epochEnds: readonly number[];
}

interface ChartOptions {
  readonly kind: ChartView['kind'];
  readonly isLog: boolean;
  readonly style: ChartStyle;
  /** What is newest when uPlot asks: its options are set once, the data change. */
  readonly latest: RefObject<{
    readonly view: ChartView;
    readonly onHover: (index: number | null) => void;
  }>;
}

type Options = Omit<uPlot.Options, 'width' | 'height'>;

/** uPlot's options for training curves: batches faint, their mean, validation with its points, the gap between. */
export function chartOptions({ kind, isLog, style, latest }: ChartOptions): Options {
  return {
    legend: { show: false },
    padding: [20, 8, 0, 0],
    cursor: {
      drag: { x: false, y: false, setScale: false },
      sync: { key: 'training-curves' },
      points: { size: 7 },
      y: false,
    },
    scales: {
      x: { time: false, range: () => [...latest.current.view.xRange] as [number, number] },
      y: {
        distr: isLog ? 3 : 1,
        range: () => [...latest.current.view.yRange] as [number, number],
      },
    },
    series: seriesOptions(style, latest),
    axes: axesOptions({ kind, isLog, style }),
    hooks: {
      drawAxes: [
        (chart) => drawGap(chart, latest.current.view.data, style),
        (chart) => drawEpochEnds(chart, latest.current.view.epochEnds, style),
      ],
      setCursor: [(chart) => latest.current.onHover(chart.cursor.idx ?? null)],
    },
  };
}

function seriesOptions(style: ChartStyle, latest: ChartOptions['latest']): uPlot.Series[] {
  return [
    {},
    { stroke: style.trainFaint, width: 1, points: { show: false } },
    { stroke: style.train, width: 2, points: { show: false } },
    {
      stroke: style.validation,
      width: 2,
      points: {
        show: true,
        size: 5,
        width: 1,
        fill: style.panel,
        filter: () => [...latest.current.view.data.measuredAt],
      },
    },
  ];
}

function axesOptions({ kind, isLog, style }: Omit<ChartOptions, 'latest'>): uPlot.Axis[] {
  const shared = {
    stroke: style.text,
    font: style.font,
    ticks: { show: false },
    gap: 6,
  };
  const grid = { stroke: style.grid, width: 1 };
  return [
    {
      ...shared,
      size: 26,
      space: 70,
      grid: { show: false },
      values: (_, steps) => steps.map(stepLabel),
    },
    {
      ...shared,
      side: 1,
      size: 46,
      space: 28,
      grid,
      ...(isLog && { splits: logSplits, filter: allSplits }),
      values: (_, values) => values.map(kind === 'accuracy' ? percentLabel : lossLabel),
    },
  ];
}

const logSplits = ({ scales }: uPlot): number[] =>
  logTicks(scales['y']?.min ?? 0.01, scales['y']?.max ?? 1);

/** uPlot leaves out most labels of a logarithmic axis; ours are few already. */
const allSplits = (_chart: uPlot, splits: number[]): number[] => splits;

const stepLabel = (step: number | null): string =>
  step !== null && step > 0 && Number.isInteger(step) ? step.toLocaleString('en-US') : '';

const percentLabel = (ratio: number | null): string =>
  ratio === null ? '' : `${Number((100 * ratio).toFixed(1))} %`;

const lossLabel = (loss: number | null): string =>
  loss === null ? '' : loss < 1e5 ? String(Number(loss.toPrecision(2))) : loss.toExponential(0);

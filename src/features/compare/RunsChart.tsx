import { memo, type Ref, useState } from 'react';
import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from 'recharts';
import { families } from '../../core/describe.ts';
import type { RunRecord } from '../../core/run.ts';
import { chartAxis } from '../../ui/chart-axis.ts';
import { type Bars, ErrorBars } from './ErrorBars.tsx';
import { metricOf } from './metrics.ts';
import { OutsideLegend, OutsideMarks } from './OutsideMarks.tsx';
import { RunCard } from './RunCard.tsx';
import { type Inspected, RunMarks } from './RunMarks.tsx';
import type { ChartChoice, ChartData } from './run-points.ts';
import { pointInWords } from './run-words.ts';
import { VariantArrows } from './VariantArrows.tsx';

interface RunsChartProps {
  readonly data: ChartData;
  readonly choice: ChartChoice;
  readonly selectedId: string | null;
  readonly onSelect: (run: RunRecord) => void;
  readonly bars?: Bars;
  readonly pickedIds?: ReadonlySet<string>;
  readonly onPick?: (ids: ReadonlySet<string>) => void;
  /** Stands in the frame while there is no point. */
  readonly emptyWords: string;
  /** The frame, for a picture of it. */
  readonly frame?: Ref<HTMLDivElement>;
}

const axis = { ...chartAxis, type: 'number' } as const;
const stairs = { stroke: 'var(--muted)', strokeDasharray: '3 3', strokeWidth: 1.25 };
const nothing = () => <g />;
const nobody: ReadonlySet<string> = new Set();

/** Runs by two of their figures, with those joined that none beats. */
export const RunsChart = memo(function RunsChart(props: RunsChartProps) {
  const { emptyWords, frame, ...plotted } = props;
  const { data, choice, bars = 'none' } = plotted;
  const [inspected, setInspected] = useState<Inspected | null>(null);
  const { points } = data;
  // Other runs or other figures are other points: a card of before would speak of what is no longer there.
  const shown = inspected !== null && points.includes(inspected.point) ? inspected : null;
  return (
    <figure
      className="runs-figure"
      aria-label={`${capital(metricOf(choice.y).label)} against ${metricOf(choice.x).label}, ${points.length} runs`}
    >
      <div className="runs-chart" ref={frame}>
        <Plot {...plotted} onInspect={setInspected} />
        {points.length + data.outside.length === 0 && (
          <p className="runs-empty small">{emptyWords}</p>
        )}
        {shown !== null && <RunCard inspected={shown} choice={choice} />}
      </div>
      <Legend data={data} bars={bars} />
    </figure>
  );
});

interface PlotProps extends Omit<RunsChartProps, 'emptyWords' | 'frame'> {
  readonly onInspect: (inspected: Inspected | null) => void;
}

/** Apart from the card of the run under the pointer, so that a move of it draws nothing anew. */
const Plot = memo(function Plot({
  data,
  choice,
  selectedId,
  onSelect,
  bars = 'none',
  pickedIds = nobody,
  onPick,
  onInspect,
}: PlotProps) {
  const { xAxis, yAxis, front } = data;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ScatterChart accessibilityLayer={false} margin={{ top: 12, right: 0, bottom: 0, left: 8 }}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          {...axis}
          dataKey="x"
          domain={[...xAxis.domain]}
          ticks={[...xAxis.ticks]}
          tickFormatter={xAxis.label}
        />
        <YAxis
          {...axis}
          dataKey="y"
          orientation="right"
          width={choice.y === 'validationAccuracy' ? 34 : 56}
          domain={[...yAxis.domain]}
          ticks={[...yAxis.ticks]}
          interval={0}
          tickFormatter={yAxis.label}
        />
        <Scatter data={front} line={stairs} shape={nothing} isAnimationActive={false} />
        {bars !== 'none' && <ErrorBars {...{ data, bars, pickedIds }} />}
        {data.outside.length > 0 && <OutsideMarks {...{ data, choice }} />}
        <VariantArrows data={data} selectedId={selectedId} />
        <RunMarks
          {...{ data, selectedId, pickedIds, onSelect, onPick, onInspect }}
          nameOf={(point) => `${point.run.name}, ${pointInWords(point, choice)}`}
        />
      </ScatterChart>
    </ResponsiveContainer>
  );
});

function Legend({ data, bars }: Pick<RunsChartProps, 'data'> & { readonly bars: Bars }) {
  const { points, front, outside } = data;
  const hasVariants = points.some(({ isVariant }) => isVariant);
  return (
    <figcaption className="small">
      {families.map((family) => (
        <span key={family}>
          <span className={`runs-mark ${family}`} aria-hidden /> {family}{' '}
        </span>
      ))}
      {hasVariants && (
        <span>
          <span className="runs-mark variant" aria-hidden /> compressed, from its parent{' '}
        </span>
      )}
      <OutsideLegend marks={outside} />
      {front.length > 0 || points.length === 0 ? (
        <span>
          <span className="runs-stairs" aria-hidden /> none is better in both
        </span>
      ) : (
        <span>no line of the best: the test set chooses nothing</span>
      )}
      {barWords[bars] !== null && <span>· bars: {barWords[bars]}</span>}
      <span>· filled: selected</span>
    </figcaption>
  );
}

const barWords: Readonly<Record<Bars, string | null>> = {
  none: null,
  interval: '95 % interval',
  seeds: 'lowest to highest of a recipe’s seeds, around their mean',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

import { type KeyboardEvent, memo, useMemo, useState } from 'react';
import { CartesianGrid, ResponsiveContainer, Scatter, ScatterChart, XAxis, YAxis } from 'recharts';
import { families } from '../../core/describe.ts';
import type { RunRecord } from '../../core/run.ts';
import { accuracyInWords } from '../../ui/format.ts';
import { RunMark } from './RunMark.tsx';
import {
  accuracyAxis,
  costAxis,
  formatAccuracyTick,
  formatTick,
  frontStairs,
  type MetricName,
  metrics,
  type RunPoint,
} from './run-points.ts';
import { recipeInWords } from './run-words.ts';
import { VariantArrows } from './VariantArrows.tsx';

interface RunsChartProps {
  readonly points: readonly RunPoint[];
  readonly metric: MetricName;
  readonly selectedId: string | null;
  readonly onSelect: (run: RunRecord) => void;
  /** Stands in the frame while there is no point. */
  readonly emptyWords: string;
}

interface Inspected {
  readonly point: RunPoint;
  readonly x: number;
  readonly y: number;
}

const axis = {
  stroke: 'var(--line-strong)',
  tickLine: false,
  axisLine: false,
  tick: { fontSize: 11, fill: 'var(--muted)' },
};
const stairs = { stroke: 'var(--muted)', strokeDasharray: '3 3', strokeWidth: 1.25 };
const nothing = () => <g />;

/** Accuracy (each tenfold fall of the error is one step up) against a cost, with the runs that none beats joined. */
export const RunsChart = memo(function RunsChart({
  points,
  metric,
  selectedId,
  onSelect,
  emptyWords,
}: RunsChartProps) {
  const [inspected, setInspected] = useState<Inspected | null>(null);
  // Other runs or another metric are other points: a card of before would speak of what is no longer there.
  const shown = inspected !== null && points.includes(inspected.point) ? inspected : null;
  const front = useMemo(() => frontStairs(points), [points]);
  const x = useMemo(() => costAxis(points), [points]);
  const y = useMemo(() => accuracyAxis(points), [points]);
  const tabStopId = points.some(({ run }) => run.id === selectedId)
    ? selectedId
    : points[0]?.run.id;
  const mark = ({ cx: left = 0, cy: top = 0, payload: point }: MarkProps) =>
    point === undefined ? (
      nothing()
    ) : (
      <RunMark
        point={point}
        place={{ x: left, y: top }}
        isSelected={point.run.id === selectedId}
        isTabStop={point.run.id === tabStopId}
        name={`${point.run.name}, ${inWords(point, metric)}`}
        onSelect={onSelect}
        onInspect={(isOver) => setInspected(isOver ? { point, x: left, y: top } : null)}
        onKeyDown={(event) => moveFocus(event, () => setInspected(null))}
      />
    );
  return (
    <figure
      className="runs-figure"
      aria-label={`Validation accuracy against ${metrics[metric].label}, ${points.length} runs`}
    >
      <div className="runs-chart">
        <ResponsiveContainer width="100%" height="100%">
          <ScatterChart
            accessibilityLayer={false}
            margin={{ top: 12, right: 0, bottom: 0, left: 8 }}
          >
            <CartesianGrid stroke="var(--line)" />
            <XAxis
              {...axis}
              type="number"
              dataKey="cost"
              scale="log"
              domain={[...x.domain]}
              ticks={[...x.ticks]}
              tickFormatter={(value: number) => formatTick(metric, value)}
            />
            <YAxis
              {...axis}
              type="number"
              dataKey="decades"
              orientation="right"
              width={34}
              domain={[...y.domain]}
              ticks={[...y.ticks]}
              interval={0}
              tickFormatter={formatAccuracyTick}
            />
            <Scatter data={front} line={stairs} shape={nothing} isAnimationActive={false} />
            <VariantArrows {...{ points, x, y, selectedId }} />
            <Scatter data={points} isAnimationActive={false} shape={mark} />
          </ScatterChart>
        </ResponsiveContainer>
        {points.length === 0 && <p className="runs-empty small">{emptyWords}</p>}
        {shown !== null && <Card inspected={shown} metric={metric} />}
      </div>
      <figcaption className="small">
        {families.map((family) => (
          <span key={family}>
            <span className={`runs-mark ${family}`} aria-hidden /> {family}{' '}
          </span>
        ))}
        {points.some(({ isVariant }) => isVariant) && (
          <span>
            <span className="runs-mark variant" aria-hidden /> compressed, from its parent{' '}
          </span>
        )}
        <span>
          <span className="runs-stairs" aria-hidden /> none smaller is better
        </span>
        <span>· filled: selected</span>
      </figcaption>
    </figure>
  );
});

/** What recharts gives a shape, as far as it is used here. */
interface MarkProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly payload?: RunPoint;
}

function inWords({ run, cost }: RunPoint, metric: MetricName): string {
  const { label, format } = metrics[metric];
  return `validation ${accuracyInWords(run.validation)}, ${label} ${format(cost)}`;
}

/** Left and right walk along the points, cheapest first; Escape hides the card. */
function moveFocus(event: KeyboardEvent<SVGElement>, hide: () => void): void {
  if (event.key === 'Escape') hide();
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const marks = [
    ...(event.currentTarget.ownerSVGElement?.querySelectorAll<SVGElement>('[data-run]') ?? []),
  ];
  marks[marks.indexOf(event.currentTarget) + step]?.focus();
}

function Card({
  inspected: { point, x, y },
  metric,
}: {
  readonly inspected: Inspected;
  readonly metric: MetricName;
}) {
  const { run } = point;
  return (
    <div
      className={y > 110 ? 'runs-card above' : 'runs-card'}
      style={{ left: `clamp(7.5rem, ${x}px, calc(100% - 7.5rem))`, top: y }}
    >
      <strong>{run.name}</strong>
      <span>{recipeInWords(run)}</span>
      <span>validation {accuracyInWords(run.validation)}</span>
      {run.test !== null && <span>test {accuracyInWords(run.test)}</span>}
      <span>
        {metrics[metric].label} {metrics[metric].format(point.cost)}
      </span>
    </div>
  );
}

import { useEffect, useRef, useState } from 'react';
import { formatPercent } from '../../ui/format.ts';
import { type Origin, OriginBadge, OriginMark, originNames } from './Origin.tsx';
import {
  accuracyMarks,
  barsInWords,
  type ChartPoint,
  decadesOf,
  scaleAcross,
  spreadsOf,
} from './sweep-chart.ts';

interface SweepChartProps {
  readonly points: readonly ChartPoint[];
  /** What it stands against, in words. */
  readonly across: string;
  /** Whether neighbours are joined. */
  readonly isLine: boolean;
}

const fullHeight = 240;
/** While there are only sizes. */
const lowHeight = 72;
const inset = { top: 12, right: 40, bottom: 26 };
const tickWidth = 56;

/** Validation accuracy (each tenfold fall of the error is as high) against a size or an axis, with its bars. */
export function SweepChart({ points, across, isLine }: SweepChartProps) {
  const [ref, width] = useWidth();
  const done = points.filter(({ spread }) => spread !== null);
  const height = points.every((point) => spreadsOf(point).length === 0) ? lowHeight : fullHeight;
  const plotWidth = width - inset.right;
  const plotHeight = height - inset.top - inset.bottom;
  const marks = accuracyMarks(points);
  const [bottom = 1, top = 2] = [marks[0]?.decades, marks.at(-1)?.decades];
  const scale = scaleAcross(points.map(({ x }) => x));
  const left = ({ x }: ChartPoint) => scale(x) * plotWidth;
  const down = (share: number) => downOf(decadesOf(share));
  const downOf = (decades: number) =>
    inset.top + plotHeight * (1 - (decades - bottom) / (top - bottom));
  return (
    <figure className="sweep-figure">
      <div ref={ref} className="sweep-chart">
        <svg width={width} height={height} role="img" aria-label={summaryOf(points, across)}>
          {marks.map(({ decades, label }) => (
            <g key={label} transform={`translate(0 ${downOf(decades)})`}>
              <line x2={plotWidth} className="grid" />
              <text x={width} dy="0.35em" textAnchor="end">
                {label} %
              </text>
            </g>
          ))}
          <line
            className="ground"
            x2={plotWidth}
            y1={height - inset.bottom}
            y2={height - inset.bottom}
          />
          {ticksOf(points, left).map(({ at, words }) => (
            <text key={at} x={at} y={height - 8} textAnchor="middle">
              {words}
            </text>
          ))}
          {isLine && (
            <polyline
              className="line"
              points={done
                .map((point) => `${left(point)},${down(point.spread?.mean ?? 0)}`)
                .join(' ')}
            />
          )}
          {points.map((point) => (
            <PointMark
              key={point.words}
              point={point}
              x={left(point)}
              down={down}
              ground={height - inset.bottom}
            />
          ))}
        </svg>
      </div>
      <Origins points={points} />
      <figcaption className="small">
        Validation accuracy against {across}. {barsInWords(points)}
      </figcaption>
    </figure>
  );
}

interface PointMarkProps {
  readonly point: ChartPoint;
  readonly x: number;
  readonly down: (share: number) => number;
  readonly ground: number;
}

/** How far from its place a mark of an origin stands, so that bars do not hide each other. */
const asides: Readonly<Record<Origin, number>> = { pytorch: -10, browser: 0, keras: 10 };

/** What is known of a point, by origin and joined where there are two; an empty disc where the browser has nothing. */
function PointMark({ point, x, down, ground }: PointMarkProps) {
  const { words, spread, outside } = point;
  const marks = [
    ...(spread === null ? [] : [{ origin: 'browser' as const, spread }]),
    ...outside.map(({ origin, validation }) => ({ origin, spread: validation })),
  ].map((mark) => ({ ...mark, left: x + asides[mark.origin], top: down(mark.spread.mean) }));
  const joined = marks.toSorted((a, b) => a.left - b.left).map(({ left, top }) => `${left},${top}`);
  return (
    <>
      {spread === null && (
        <circle className="empty" cx={x} cy={ground} r={5}>
          <title>{words}</title>
        </circle>
      )}
      {joined.length > 1 && <polyline className="join" points={joined.join(' ')} />}
      {marks.map(({ origin, spread: { mean, low, high }, left, top }) => (
        <g className={`point ${origin}`} key={origin}>
          <title>
            {`${words}${origin === 'browser' ? '' : `, ${originNames[origin]}`}: ${formatPercent(mean, 2)}`}
          </title>
          <path
            className="bar"
            d={`M${left} ${down(low)}V${down(high)}M${left - 4} ${down(low)}h8M${left - 4} ${down(high)}h8`}
          />
          <OriginMark origin={origin} x={left} y={top} />
        </g>
      ))}
    </>
  );
}

/** What the marks stand for; nothing while all are of this browser. */
function Origins({ points }: Pick<SweepChartProps, 'points'>) {
  const outside = new Set(points.flatMap((point) => point.outside.map(({ origin }) => origin)));
  if (outside.size === 0) return null;
  const origins: readonly Origin[] = ['browser', ...outside];
  return (
    <p className="row small">
      {origins.map((origin) => (
        <OriginBadge key={origin} origin={origin} />
      ))}
    </p>
  );
}

/** The ticks of the points, as many as have room. */
function ticksOf(points: readonly ChartPoint[], left: (point: ChartPoint) => number) {
  const ticks: { readonly at: number; readonly words: string }[] = [];
  for (const point of points) {
    const at = left(point);
    const before = ticks.at(-1);
    if (before === undefined || at - before.at >= tickWidth) ticks.push({ at, words: point.tick });
  }
  return ticks;
}

function summaryOf(points: readonly ChartPoint[], across: string): string {
  const done = points.flatMap(({ words, spread, outside }) => [
    ...(spread === null ? [] : [`${words}: ${formatPercent(spread.mean, 2)}`]),
    ...outside.map(
      ({ origin, validation }) =>
        `${words}, ${originNames[origin]}: ${formatPercent(validation.mean, 2)}`,
    ),
  ]);
  const known = points.filter((point) => spreadsOf(point).length > 0);
  const what = `Validation accuracy against ${across}, ${known.length} of ${points.length} points`;
  return done.length === 0 ? what : `${what}: ${done.join('; ')}`;
}

/** The width of an element, as it is now. */
function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    const { current } = ref;
    if (current === null) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}

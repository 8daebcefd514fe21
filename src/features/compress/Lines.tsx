import './Lines.css';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import { chartAxis } from '../../ui/chart-axis.ts';

export interface Curve {
  readonly name: string;
  /** A colour of the theme; curves also differ in `dash`, for those who see no colours. */
  readonly color: string;
  readonly dash?: string;
  /** From left to right. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

interface Axis {
  readonly label: string;
  readonly domain: readonly [least: number, most: number];
  readonly scale?: 'log';
  readonly ticks?: readonly number[];
  readonly format: (value: number) => string;
}

interface LinesProps {
  /** What can be seen, in words. */
  readonly label: string;
  readonly curves: readonly Curve[];
  readonly x: Axis;
  readonly y: Axis;
  /** A place on the x axis, with what it is. */
  readonly mark?: { readonly x: number; readonly words: string } | null;
}

/** A few curves over one pair of axes, named below. */
export function Lines({ label, curves, x, y, mark = null }: LinesProps) {
  return (
    <figure className="Lines">
      <div className="Lines-plot" role="img" aria-label={label}>
        <ResponsiveContainer width="100%" height="100%">
          <LineChart accessibilityLayer={false} margin={{ top: 16, right: 8, bottom: 0, left: 0 }}>
            <CartesianGrid stroke="var(--line)" />
            <XAxis {...axisProps(x)} dataKey="x" />
            <YAxis {...axisProps(y)} width={52} allowDataOverflow />
            {mark !== null && (
              <ReferenceLine
                x={mark.x}
                stroke="var(--ink)"
                strokeDasharray="2 3"
                label={{ ...markLabel, value: mark.words }}
              />
            )}
            {curves.map(({ name, color, dash = '0', points }) => (
              <Line
                key={name}
                name={name}
                data={[...points]}
                dataKey="y"
                stroke={color}
                strokeDasharray={dash}
                strokeWidth={2}
                dot={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="small">
        {curves.map(({ name, color, dash = '0' }) => (
          <span key={name} className="Lines-key">
            <svg viewBox="0 0 22 4" aria-hidden>
              <path d="M0 2H22" stroke={color} strokeWidth={2} strokeDasharray={dash} />
            </svg>
            {name}
          </span>
        ))}
        <span>
          {y.label} against {x.label}
        </span>
      </figcaption>
    </figure>
  );
}

const markLabel = { position: 'top', fontSize: 11, fill: 'var(--ink)' } as const;

const axisProps = ({ domain, scale, ticks, format }: Axis) =>
  ({
    type: 'number',
    ...chartAxis,
    tickFormatter: format,
    domain: [...domain],
    ...(scale && { scale }),
    ...(ticks && { ticks: [...ticks] }),
  }) as const;

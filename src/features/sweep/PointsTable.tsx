import { type OutsidePoint, outsideOrigins } from '../../core/outside-results.ts';
import type { SweepPoint } from '../../core/sweep.ts';
import type { PointResult, Spread } from '../../core/sweep-results.ts';
import { formatBytes, formatCount, formatPercent } from '../../ui/format.ts';
import { OriginBadge } from './Origin.tsx';
import { sizesOf } from './sweep-chart.ts';

interface PointsTableProps {
  readonly points: readonly SweepPoint[];
  /** One a point; none while it is planned. */
  readonly results: readonly PointResult[];
  /** One a point; none while nothing came from elsewhere. */
  readonly outside: readonly (readonly OutsidePoint[])[];
  readonly repeats: number;
}

/** Every point with what it costs, and what it has come to: the chart in figures. */
export function PointsTable({ points, results, outside, repeats }: PointsTableProps) {
  const origins = outsideOrigins.filter((origin) =>
    outside.some((point) => point.some((each) => each.origin === origin)),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways must be reachable by keyboard
    <section className="sweep-scroll" aria-label="Points of the sweep" tabIndex={0}>
      <table className="sweep-table">
        <thead>
          <tr>
            <th scope="col">Point</th>
            {results.length > 0 && (
              <>
                <th scope="col">Validation</th>
                <th scope="col">Gap, training − validation</th>
                <th scope="col">Test</th>
                <th scope="col">Runs</th>
              </>
            )}
            {origins.map((origin) => (
              <th scope="col" key={origin}>
                <OriginBadge origin={origin} />
              </th>
            ))}
            <th scope="col">Parameters</th>
            <th scope="col">Multiply-adds</th>
            <th scope="col">{results.length > 0 ? 'File' : 'Float32'}</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point, place) => (
            <PointRow
              key={point.words}
              {...{ point, repeats }}
              result={results[place]}
              others={origins.map((origin) =>
                outside[place]?.find((each) => each.origin === origin),
              )}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface PointRowProps {
  readonly point: SweepPoint;
  readonly result: PointResult | undefined;
  /** One an origin that has a column. */
  readonly others: readonly (OutsidePoint | undefined)[];
  readonly repeats: number;
}

function PointRow({ point, result, others, repeats }: PointRowProps) {
  const { parameters, macs, weightBytes } = sizesOf(point);
  const bytes = result === undefined ? weightBytes : result.fileBytes;
  return (
    <tr>
      <th scope="row">{point.words}</th>
      {result !== undefined && (
        <>
          <td>
            {spreadInWords(result.validation)}
            {result.diverged > 0 && <span className="small">{result.diverged} diverged</span>}
          </td>
          <td>{gapInWords(result.gap)}</td>
          <td>{spreadInWords(result.test)}</td>
          <td>
            {result.validation?.runs ?? 0} of {repeats}
          </td>
        </>
      )}
      {others.map((other, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
        <td key={column}>{spreadInWords(other?.validation ?? null)}</td>
      ))}
      <td>{formatCount(parameters)}</td>
      <td>{formatCount(macs)}</td>
      <td>{bytes === null ? '–' : formatBytes(bytes)}</td>
    </tr>
  );
}

/** Training less validation accuracy, and how much larger the validation loss is. */
function gapInWords(gap: PointResult['gap']) {
  if (gap === null) return '–';
  return (
    <>
      {formatPercent(gap.accuracy, 2)}
      <span className="small">loss {gap.loss.toFixed(3)}</span>
    </>
  );
}

function spreadInWords(spread: Spread | null) {
  if (spread === null) return '–';
  const { mean, low, high, bar } = spread;
  return (
    <>
      {formatPercent(mean, 2)}
      <span className="small">
        {bar === 'folds'
          ? `± ${(100 * (mean - low)).toFixed(2)}`
          : `${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)}`}
      </span>
    </>
  );
}

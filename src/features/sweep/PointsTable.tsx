import type { SweepPoint } from '../../core/sweep.ts';
import type { PointResult, Spread } from '../../core/sweep-results.ts';
import { formatBytes, formatCount, formatPercent } from '../../ui/format.ts';
import { sizesOf } from './sweep-chart.ts';

interface PointsTableProps {
  readonly points: readonly SweepPoint[];
  /** One a point; none while it is planned. */
  readonly results: readonly PointResult[];
  readonly repeats: number;
}

/** Every point with what it costs, and what it has come to: the chart in figures. */
export function PointsTable({ points, results, repeats }: PointsTableProps) {
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
                <th scope="col">Gap</th>
                <th scope="col">Test</th>
                <th scope="col">Runs</th>
              </>
            )}
            <th scope="col">Parameters</th>
            <th scope="col">Multiply-adds</th>
            <th scope="col">{results.length > 0 ? 'File' : 'Float32'}</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point, place) => (
            <PointRow key={point.words} point={point} result={results[place]} repeats={repeats} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface PointRowProps {
  readonly point: SweepPoint;
  readonly result: PointResult | undefined;
  readonly repeats: number;
}

function PointRow({ point, result, repeats }: PointRowProps) {
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

import type { OutsideOrigin } from '../../core/outside-results.ts';
import { type OutsideMark, outsideInWords, outsideNames, outsidePaths } from './outside-points.ts';
import type { ChartChoice, ChartData } from './run-points.ts';
import { usePlot } from './use-place.ts';

interface OutsideMarksProps {
  readonly data: ChartData;
  readonly choice: ChartChoice;
}

/** Crosses where a cluster's results lie. They are no runs: there is nothing to select. */
export function OutsideMarks({ data, choice }: OutsideMarksProps) {
  const plot = usePlot(data);
  if (plot === null) return null;
  return (
    <g aria-hidden>
      {data.outside.map((mark) => {
        const { x, y } = plot.toPixels(mark);
        const { id, origin } = mark.result;
        return (
          <path
            key={`${origin} ${id}`}
            className="runs-cross"
            d={outsidePaths[origin]}
            transform={`translate(${x} ${y})`}
          >
            <title>{`${outsideNames[origin]}: ${outsideInWords(mark, choice.y)}, ${outsideInWords(mark, choice.x)}`}</title>
          </path>
        );
      })}
    </g>
  );
}

/** The crosses that are on the chart, named. */
export function OutsideLegend({ marks }: { readonly marks: readonly OutsideMark[] }) {
  const origins = new Set(marks.map(({ result }) => result.origin));
  return [...origins].map((origin: OutsideOrigin) => (
    <span key={origin}>
      <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden>
        <path className="runs-cross" d={outsidePaths[origin]} />
      </svg>{' '}
      {outsideNames[origin]}{' '}
    </span>
  ));
}

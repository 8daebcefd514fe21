import { useState } from 'react';
import { metricOf } from './metrics.ts';
import { outsideInWords, outsideNames } from './outside-points.ts';
import type { ChartChoice, ChartData, RunPoint } from './run-points.ts';
import { figureInWords } from './run-words.ts';

interface ChartTableProps {
  readonly data: ChartData;
  readonly choice: ChartChoice;
}

/** A table of thousands of rows would take seconds to lay out. */
const mostRows = 500;

/** Exactly what the chart shows, from left to right, for whoever would rather read it or hear it. */
export function ChartTable({ data, choice }: ChartTableProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="ChartTable" onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary className="small">The chart as a table</summary>
      {isOpen && <Rows data={data} choice={choice} />}
    </details>
  );
}

function Rows({ data, choice }: ChartTableProps) {
  const { points, outside, front } = data;
  const names = new Map(points.map(({ run }) => [run.id, run.name]));
  // The stairs turn at a run and between two runs, in turn.
  const isBest = ({ x, y }: RunPoint) =>
    front.some((corner, turn) => turn % 2 === 0 && corner.x === x && corner.y === y);
  const left = points.length - mostRows;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="ChartTable-scroll" aria-label="The chart, in rows" tabIndex={0}>
      <table>
        <caption className="visually-hidden">The chart as a table, from left to right</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">{metricOf(choice.x).label}</th>
            <th scope="col">{metricOf(choice.y).label}</th>
            <th scope="col">on the line of the best</th>
            <th scope="col">made from</th>
          </tr>
        </thead>
        <tbody>
          {points.slice(0, mostRows).map((point) => (
            <tr key={point.run.id}>
              <th scope="row">{point.run.name}</th>
              <td>{figureInWords(point.run, choice.x)}</td>
              <td>{figureInWords(point.run, choice.y)}</td>
              <td>{isBest(point) ? 'yes' : ''}</td>
              <td>{names.get(point.run.parentId ?? '') ?? ''}</td>
            </tr>
          ))}
          {outside.slice(0, mostRows).map((mark) => (
            <tr key={`${mark.result.origin} ${mark.result.id}`}>
              <th scope="row">{outsideNames[mark.result.origin]}</th>
              <td>{outsideInWords(mark, choice.x)}</td>
              <td>{outsideInWords(mark, choice.y)}</td>
              <td />
              <td />
            </tr>
          ))}
        </tbody>
      </table>
      {left > 0 && (
        <p className="small">And {left} more: save the chart as CSV to have all of them.</p>
      )}
    </section>
  );
}

import { useId, useState } from 'react';
import type { OutsidePoint } from '../../core/outside-results.ts';
import type { PlannedSweep, Sweep } from '../../core/sweep.ts';
import type { PointResult } from '../../core/sweep-results.ts';
import { PointsTable } from './PointsTable.tsx';
import { SweepChart } from './SweepChart.tsx';
import { type AcrossName, acrossOptions, chartPoints, isLine } from './sweep-chart.ts';

interface SweepFiguresProps {
  readonly sweep: Sweep;
  readonly planned: PlannedSweep;
  readonly results: readonly PointResult[];
  readonly outside?: readonly (readonly OutsidePoint[])[];
}

/** The points of a sweep as a chart and as a table: their sizes at once, their accuracies as they come. */
export function SweepFigures({ sweep, planned, results, outside = [] }: SweepFiguresProps) {
  const { points, leftOut } = planned;
  const [chosen, setChosen] = useState<AcrossName | null>(null);
  const id = useId();
  const subject = { plan: sweep, base: sweep.base, points, results, outside };
  const options = acrossOptions(subject);
  const across = options.find(({ name }) => name === chosen) ?? options[0];
  if (across === undefined || points.length === 0) return <LeftOut leftOut={leftOut} />;
  return (
    <>
      <div className="row small">
        <label htmlFor={id}>Against</label>
        <select
          id={id}
          className="input"
          value={across.name}
          onChange={(event) => setChosen(event.target.value as AcrossName)} // the options are names
        >
          {options.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <SweepChart
        points={chartPoints(subject, across.name)}
        across={across.label}
        isLine={isLine(sweep, across.name)}
      />
      <PointsTable {...{ points, results, outside }} repeats={sweep.folds ?? sweep.seeds} />
      <LeftOut leftOut={leftOut} />
    </>
  );
}

function LeftOut({ leftOut }: Pick<PlannedSweep, 'leftOut'>) {
  if (leftOut.length === 0) return null;
  return (
    <div className="small">
      Left out:
      <ul className="sweep-left-out">
        {leftOut.map(({ words, reason }) => (
          <li key={words}>
            <strong>{words}</strong>: {reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

import { Download } from 'lucide-react';
import type { Bars } from './ErrorBars.tsx';
import { type MetricName, metricNames, metricOf } from './metrics.ts';
import { type ChartChoice, choiceOf } from './run-points.ts';

interface ChartControlsProps {
  readonly choice: ChartChoice;
  readonly onChoice: (choice: ChartChoice) => void;
  readonly bars: Bars;
  readonly onBars: (bars: Bars) => void;
  readonly onSave: (format: 'svg' | 'png' | 'csv') => void;
}

/** What is drawn against what, how each axis is spaced, and the picture or the figures to take away. */
export function ChartControls({ choice, onChoice, bars, onBars, onSave }: ChartControlsProps) {
  const { x, y } = choice;
  return (
    <div className="row">
      <MetricChoice
        label="Up"
        name={y}
        isCurved={choice.isYCurved}
        onName={(name) => onChoice({ ...choiceOf(x, name), isXCurved: choice.isXCurved })}
        onCurved={(isYCurved) => onChoice({ ...choice, isYCurved })}
      />
      <MetricChoice
        label="Across"
        name={x}
        isCurved={choice.isXCurved}
        onName={(name) => onChoice({ ...choiceOf(name, y), isYCurved: choice.isYCurved })}
        onCurved={(isXCurved) => onChoice({ ...choice, isXCurved })}
      />
      <label className="row small">
        Error bars
        <select
          className="input"
          value={bars}
          onChange={(event) => onBars(event.target.value as Bars)} // the options are those
        >
          <option value="interval">95 % interval</option>
          <option value="seeds">seeds</option>
          <option value="none">none</option>
        </select>
      </label>
      <fieldset className="row RunsView-save">
        <legend className="visually-hidden">Save the chart</legend>
        <Download aria-hidden />
        {(['svg', 'png', 'csv'] as const).map((format) => (
          <button
            key={format}
            type="button"
            className="button"
            aria-label={`Save the chart as ${format.toUpperCase()}`}
            onClick={() => onSave(format)}
          >
            {format.toUpperCase()}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

interface MetricChoiceProps {
  readonly label: string;
  readonly name: MetricName;
  readonly isCurved: boolean;
  readonly onName: (name: MetricName) => void;
  readonly onCurved: (isCurved: boolean) => void;
}

function MetricChoice({ label, name, isCurved, onName, onCurved }: MetricChoiceProps) {
  return (
    <div className="row">
      <label className="row small">
        {label}
        <select
          className="input"
          value={name}
          onChange={(event) => onName(event.target.value as MetricName)} // the options are the names
        >
          {metricNames.map((option) => (
            <option key={option} value={option}>
              {metricOf(option).label}
            </option>
          ))}
        </select>
      </label>
      <label className="row small">
        <input
          type="checkbox"
          aria-label={`${label}: logarithmic`}
          checked={isCurved}
          onChange={(event) => onCurved(event.target.checked)}
        />
        log
      </label>
    </div>
  );
}

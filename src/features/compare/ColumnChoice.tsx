import { type MetricName, metricNames, metricOf } from './metrics.ts';

interface ColumnChoiceProps {
  readonly columns: readonly MetricName[];
  readonly onChange: (columns: readonly MetricName[]) => void;
}

/** Which figures stand in the table. */
export function ColumnChoice({ columns, onChange }: ColumnChoiceProps) {
  return (
    <details className="ColumnChoice">
      <summary className="button">Columns</summary>
      <fieldset>
        <legend className="visually-hidden">Columns of the table</legend>
        {metricNames.map((name) => (
          <label key={name} className="row small">
            <input
              type="checkbox"
              checked={columns.includes(name)}
              onChange={(event) =>
                onChange(
                  metricNames.filter((other) =>
                    other === name ? event.target.checked : columns.includes(other),
                  ),
                )
              }
            />
            {metricOf(name).label}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

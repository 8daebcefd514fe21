import './EpochTable.css';
import { memo } from 'react';
import type { EpochSummary } from '../../core/run.ts';
import { formatPercent } from '../../ui/format.ts';
import { formatLoss } from './figures.ts';
import { accuracyOf } from './shown-run.ts';

interface EpochTableProps {
  readonly epochs: readonly EpochSummary[];
}

/** The curves in numbers, one epoch a row. */
export const EpochTable = memo(function EpochTable({ epochs }: EpochTableProps) {
  if (epochs.length === 0) return null;
  return (
    <details className="EpochTable">
      <summary>Epochs in numbers</summary>
      <table>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              Epoch
            </th>
            <th scope="colgroup" colSpan={2}>
              Training
            </th>
            <th scope="colgroup" colSpan={2}>
              Validation
            </th>
            <th scope="col" rowSpan={2}>
              Seconds
            </th>
          </tr>
          <tr>
            <th scope="col">Loss</th>
            <th scope="col">Accuracy</th>
            <th scope="col">Loss</th>
            <th scope="col">Accuracy</th>
          </tr>
        </thead>
        <tbody>
          {epochs.map((epoch) => (
            <tr key={epoch.epoch}>
              <th scope="row">{epoch.epoch}</th>
              <td>{formatLoss(epoch.trainingLoss)}</td>
              <td>{formatPercent(epoch.trainingAccuracy)}</td>
              <td>{formatLoss(epoch.validation.loss)}</td>
              <td>{formatPercent(accuracyOf(epoch.validation))}</td>
              <td>{epoch.seconds.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small">
        Training: means over the epoch’s batches, while the network learned. Validation: after it.
      </p>
    </details>
  );
});

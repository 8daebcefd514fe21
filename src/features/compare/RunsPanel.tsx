import './RunsPanel.css';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { removeRun, selectRun } from '../../actions/runs.ts';
import type { RunRecord } from '../../core/run.ts';
import { runsStore } from '../../stores/runs.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useIdle } from '../../ui/use-idle.ts';
import { RunsTable } from './RunsTable.tsx';
import { type MetricName, metrics, runPoints } from './run-points.ts';

const RunsChart = lazy(() =>
  import('./RunsChart.tsx').then((module) => ({ default: module.RunsChart })),
);

const invitation =
  'Every finished run becomes a point here: how well it reads against what it costs. The best are small and high up.';

interface Deleted {
  readonly name: string;
  readonly bringBack: () => Promise<void>;
}

/** Every finished run: a point on the chart of accuracy against size, and a row. */
export function RunsPanel() {
  // A finished run is drawn here in a task of its own, after its results.
  const runs = useDeferredValue(useStore(runsStore, (state) => state.runs));
  const selectedId = useStore(runsStore, (state) => state.selectedId);
  const isStored = useStore(runsStore, (state) => state.isStored);
  const [metric, setMetric] = useState<MetricName>('fileBytes');
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  // Drawn before there is a run: recharts' first drawing takes long, its next ones do not.
  const isChartDue = useIdle();
  const points = useMemo(() => runPoints(runs, metric), [runs, metric]);
  const remove = async (run: RunRecord) => {
    setDeleted({ name: run.name, bringBack: await removeRun(run.id) });
  };
  return (
    <Panel
      title="Runs"
      sub="validation accuracy, %"
      end={<MetricSelect metric={metric} onChange={setMetric} />}
    >
      <div className="runs">
        {deleted !== null && <DeletedNotice deleted={deleted} onDone={() => setDeleted(null)} />}
        <Suspense fallback={<div className="runs-chart" />}>
          {isChartDue ? (
            <RunsChart
              points={points}
              metric={metric}
              selectedId={selectedId}
              onSelect={selectRun}
              emptyWords={
                runs.length === 0 ? invitation : `No run has a ${metrics[metric].label} yet.`
              }
            />
          ) : (
            <div className="runs-chart" />
          )}
        </Suspense>
        {runs.length > 0 && (
          <RunsTable runs={runs} selectedId={selectedId} onDelete={(run) => void remove(run)} />
        )}
        <p className="small">
          {isStored
            ? 'Runs are kept in this browser, for this address.'
            : 'This browser keeps nothing for this page: runs last until it is closed. Download what you want to keep.'}
        </p>
      </div>
    </Panel>
  );
}

interface MetricSelectProps {
  readonly metric: MetricName;
  readonly onChange: (metric: MetricName) => void;
}

function MetricSelect({ metric, onChange }: MetricSelectProps) {
  return (
    <label className="row small">
      against
      <select
        className="input"
        value={metric}
        onChange={(event) => onChange(event.target.value as MetricName)} // the options are the keys
      >
        {Object.entries(metrics).map(([name, { label }]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function DeletedNotice({
  deleted,
  onDone,
}: {
  readonly deleted: Deleted;
  readonly onDone: () => void;
}) {
  return (
    <Notice>
      {deleted.name} is deleted.
      <button
        type="button"
        className="button"
        onClick={() => {
          void deleted.bringBack();
          onDone();
        }}
      >
        Bring back
      </button>
    </Notice>
  );
}

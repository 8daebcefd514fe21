import './RunsPanel.css';
import { Maximize2 } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { removeRuns, selectRun } from '../../actions/runs.ts';
import { runsStore } from '../../stores/runs.ts';
import { Panel } from '../../ui/Panel.tsx';
import { useIdle } from '../../ui/use-idle.ts';
import { type Deleted, DeletedNotice } from './DeletedNotice.tsx';
import { type MetricName, metricOf } from './metrics.ts';
import { RunsTable } from './RunsTable.tsx';
import { chartData, choiceOf } from './run-points.ts';
import { readingWords } from './run-words.ts';

const RunsChart = lazy(() =>
  import('./RunsChart.tsx').then((module) => ({ default: module.RunsChart })),
);

const invitation =
  'Every finished run becomes a point here: how well it reads against what it costs. The best are small and high up.';

/** Every finished run: a point on the chart of accuracy against size, and a row. */
export function RunsPanel() {
  // A finished run is drawn here in a task of its own, after its results.
  const runs = useDeferredValue(useStore(runsStore, (state) => state.runs));
  const selectedId = useStore(runsStore, (state) => state.selectedId);
  const isReading = useStore(runsStore, (state) => state.isReading);
  const isStored = useStore(runsStore, (state) => state.isStored);
  const [metric, setMetric] = useState<MetricName>('fileBytes');
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  // Drawn before there is a run: recharts' first drawing takes long, its next ones do not.
  const isChartDue = useIdle();
  const choice = useMemo(() => choiceOf(metric, 'validationAccuracy'), [metric]);
  const data = useMemo(() => chartData(runs, choice), [runs, choice]);
  const remove = async (ids: readonly string[]) => {
    const name = runs.find(({ id }) => id === ids[0])?.name ?? 'The run';
    setDeleted({ name, bringBack: await removeRuns(ids) });
  };
  return (
    <Panel
      title="Runs"
      sub="validation accuracy, %"
      end={
        <>
          <MetricSelect metric={metric} onChange={setMetric} />
          <button
            type="button"
            className="button quiet icon"
            aria-label="All runs, larger"
            title="All runs, larger"
            onClick={() => openView('runs')}
          >
            <Maximize2 aria-hidden />
          </button>
        </>
      }
    >
      <div className="runs">
        {deleted !== null && <DeletedNotice deleted={deleted} onDone={() => setDeleted(null)} />}
        <Suspense fallback={<div className="runs-chart" />}>
          {isChartDue ? (
            <RunsChart
              data={data}
              choice={choice}
              selectedId={selectedId}
              onSelect={selectRun}
              emptyWords={
                runs.length > 0
                  ? `No run has a ${metricOf(metric).label} yet.`
                  : isReading
                    ? readingWords
                    : invitation
              }
            />
          ) : (
            <div className="runs-chart" />
          )}
        </Suspense>
        {runs.length > 0 && (
          <RunsTable runs={runs} selectedId={selectedId} onDelete={(ids) => void remove(ids)} />
        )}
        <p className="small">
          {isStored
            ? 'Runs are kept in this browser, for this address.'
            : 'This browser keeps nothing for this page: runs last until it is closed. Download what you want to keep, or make room under “All runs” and store them there.'}
        </p>
      </div>
    </Panel>
  );
}

/** What the small chart offers: all better when smaller. */
const costs = ['fileBytes', 'parameters', 'macs', 'p50Ms', 'trainingSeconds'] as const;

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
        onChange={(event) => onChange(event.target.value as MetricName)} // the options are these
      >
        {costs.map((name) => (
          <option key={name} value={name}>
            {metricOf(name).label}
          </option>
        ))}
      </select>
    </label>
  );
}

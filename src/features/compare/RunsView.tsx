import './RunsPanel.css';
import './RunsView.css';
import { lazy, Suspense, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { removeRuns, selectRun } from '../../actions/runs.ts';
import type { RunRecord } from '../../core/run.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { sweepsStore } from '../../stores/sweeps.ts';
import { formatInteger } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { ChartControls } from './ChartControls.tsx';
import { ChartTable } from './ChartTable.tsx';
import { ColumnChoice } from './ColumnChoice.tsx';
import { CompareRuns, mostCompared } from './CompareRuns.tsx';
import { saveCsv, savePng, saveSvg } from './chart-files.ts';
import { type Deleted, DeletedNotice } from './DeletedNotice.tsx';
import type { Bars } from './ErrorBars.tsx';
import { metricOf } from './metrics.ts';
import { outsideMetricOf } from './outside-points.ts';
import { RunEditor } from './RunEditor.tsx';
import { RunsGrid } from './RunsGrid.tsx';
import { RunsStorage } from './RunsStorage.tsx';
import { type ChartChoice, chartData, choiceOf } from './run-points.ts';
import { readingWords } from './run-words.ts';
import { filterRuns, type RunsOrder, sortRuns } from './runs-list.ts';
import { saveTable } from './table-files.ts';
import { useColumns } from './use-columns.ts';

const RunsChart = lazy(() =>
  import('./RunsChart.tsx').then((module) => ({ default: module.RunsChart })),
);

const newestFirst: RunsOrder = { by: 'createdAt', isDescending: true };
const nobody: ReadonlySet<string> = new Set();

/** Every run: a chart of any figure against any, the table that goes with it, and the picked ones compared. */
export function RunsView() {
  const all = useDeferredValue(useStore(runsStore, (state) => state.runs));
  const selected = useStore(runsStore, selectedRun);
  const [text, setText] = useState('');
  const [isStarredOnly, setIsStarredOnly] = useState(false);
  const [order, setOrder] = useState(newestFirst);
  const [picked, setPicked] = useState(nobody);
  const [deleted, setDeleted] = useState<Deleted | null>(null);
  const [columns, setColumns] = useColumns();
  const wanted = useDeferredValue(text);
  const runs = useMemo(
    () => filterRuns(all, { text: wanted, isStarredOnly }),
    [all, wanted, isStarredOnly],
  );
  const rows = useMemo(() => sortRuns(runs, order), [runs, order]);
  const pickedRuns = useMemo(() => all.filter(({ id }) => picked.has(id)), [all, picked]);
  const remove = async (ids: readonly string[]) => {
    const names = all.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
    const name = names.length === 1 ? (names[0] ?? '') : `${names.length} runs: all`;
    setDeleted({ name, bringBack: await removeRuns(ids) });
    setPicked(nobody);
  };
  return (
    <div className="RunsView">
      <ChartOfRuns runs={runs} picked={picked} onPick={setPicked} />
      <div className="row">
        <input
          className="input RunsView-search"
          type="search"
          placeholder="Find by name, note or recipe"
          aria-label="Find runs"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <label className="row small">
          <input
            type="checkbox"
            checked={isStarredOnly}
            onChange={(event) => setIsStarredOnly(event.target.checked)}
          />
          starred
        </label>
        <ColumnChoice columns={columns} onChange={setColumns} />
        {(['csv', 'json'] as const).map((format) => (
          <button
            key={format}
            type="button"
            className="button"
            disabled={rows.length === 0}
            onClick={() => saveTable(format, rows, columns)}
          >
            Table as {format.toUpperCase()}
          </button>
        ))}
        <button type="button" className="button" onClick={() => openView('report')}>
          Lab report
        </button>
        <button type="button" className="button" onClick={() => openView('lab')}>
          Overfitting
        </button>
        <output className="small">
          {runs.length === all.length
            ? `${all.length} runs`
            : `${runs.length} of ${all.length} runs`}
        </output>
      </div>
      <p className="small">{readsInWords(all)}</p>
      {deleted !== null && <DeletedNotice deleted={deleted} onDone={() => setDeleted(null)} />}
      <RunsGrid
        runs={rows}
        columns={columns}
        order={order}
        onOrder={setOrder}
        pickedIds={picked}
        onPick={setPicked}
        selectedId={selected?.id ?? null}
      />
      {picked.size > 0 && (
        <div className="row">
          <span>{picked.size} picked</span>
          <button type="button" className="button" onClick={() => setPicked(nobody)}>
            Pick none
          </button>
          <button type="button" className="button" onClick={() => void remove([...picked])}>
            Delete
          </button>
          {picked.size > mostCompared && (
            <span className="small">Pick up to {mostCompared} to compare them.</span>
          )}
        </div>
      )}
      {pickedRuns.length > 1 && pickedRuns.length <= mostCompared ? (
        <CompareRuns runs={pickedRuns} />
      ) : (
        selected !== null && (
          <section aria-label="The selected run">
            <h3 className="RunsView-name">{selected.name}</h3>
            <RunEditor run={selected} runs={all} onDelete={(ids) => void remove(ids)} />
          </section>
        )
      )}
      <RunsStorage runs={all} />
    </div>
  );
}

/** Every look at the test set that a choice is made after makes the best run look better than it is. */
function readsInWords(runs: readonly RunRecord[]): string {
  const reads = runs.reduce((sum, { test }) => sum + (test?.reads ?? 0), 0);
  return `The 10,000 test digits have been read ${formatInteger(reads)} times by these runs. Whoever picks the best of many by test accuracy reports luck as skill: pick by validation accuracy.`;
}

const titleOf = ({ x, y }: ChartChoice): string =>
  `${metricOf(y).label} against ${metricOf(x).label}`;

interface ChartOfRunsProps {
  readonly runs: ReturnType<typeof filterRuns>;
  readonly picked: ReadonlySet<string>;
  readonly onPick: (ids: ReadonlySet<string>) => void;
}

function ChartOfRuns({ runs, picked, onPick }: ChartOfRunsProps) {
  const isReading = useStore(runsStore, (state) => state.isReading);
  const selectedId = useStore(runsStore, (state) => state.selectedId);
  const [choice, setChoice] = useState(() => choiceOf('fileBytes', 'validationAccuracy'));
  const [bars, setBars] = useState<Bars>('interval');
  const [problem, setProblem] = useState<string | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const sweeps = useStore(sweepsStore, (state) => state.sweeps);
  const results = useMemo(() => sweeps.flatMap((sweep) => sweep.results ?? []), [sweeps]);
  const data = useMemo(() => chartData(runs, choice, results), [runs, choice, results]);
  const save = async (format: 'svg' | 'png' | 'csv') => {
    try {
      if (format === 'csv') saveCsv(data, choice);
      else if (frame.current !== null)
        await { svg: saveSvg, png: savePng }[format](frame.current, titleOf(choice));
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <ChartControls
        choice={choice}
        onChoice={setChoice}
        bars={bars}
        onBars={setBars}
        onSave={(format) => void save(format)}
      />
      {problem !== null && <Notice kind="problem">{problem}</Notice>}
      <Suspense fallback={<div className="runs-chart" />}>
        <RunsChart
          {...{ data, choice, selectedId, bars, onPick, frame }}
          pickedIds={picked}
          onSelect={selectRun}
          emptyWords={isReading ? readingWords : 'No run has both of these figures yet.'}
        />
      </Suspense>
      {results.length > 0 && !(outsideMetricOf(choice.x) && outsideMetricOf(choice.y)) && (
        <p className="small">
          {results.length} results of a cluster are not shown: they are about other machines and
          files. Set accuracy or loss against parameters or multiply-adds to see them.
        </p>
      )}
      <ChartTable data={data} choice={choice} />
    </>
  );
}

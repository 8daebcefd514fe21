import './RunsPanel.css';
import './ReportView.css';
import { Printer } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { runLink } from '../../actions/result-link.ts';
import { selectRun } from '../../actions/runs.ts';
import type { RunRecord } from '../../core/run.ts';
import { runsStore } from '../../stores/runs.ts';
import { formatRuntime } from '../../ui/format.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { CompareRuns, mostCompared } from './CompareRuns.tsx';
import { chartData, choiceOf } from './run-points.ts';
import { figureInWords, readingWords, recipeInWords } from './run-words.ts';

const RunsChart = lazy(() =>
  import('./RunsChart.tsx').then((module) => ({ default: module.RunsChart })),
);

const choice = choiceOf('fileBytes', 'validationAccuracy');
/** More would not fit on four pages. */
const mostReported = 24;

/** Everything about some runs, ready to be printed: question, chart, table, curves, what they differ in, machine and links. */
export function ReportView() {
  const all = useStore(runsStore, (state) => state.runs);
  const isReading = useStore(runsStore, (state) => state.isReading);
  const starred = useMemo(() => all.filter(({ isStarred }) => isStarred === true), [all]);
  const [isStarredOnly, setIsStarredOnly] = useState(true);
  const isOfStarred = isStarredOnly && starred.length > 0;
  const runs = useMemo(
    () => (isOfStarred ? starred : all).slice(-mostReported),
    [isOfStarred, starred, all],
  );
  const data = useMemo(() => chartData(runs, choice), [runs]);
  if (runs.length === 0)
    return <p>{isReading ? readingWords : 'Finish a run first: a report is about runs.'}</p>;
  return (
    <div className="ReportView">
      <div className="row ReportView-controls">
        <button type="button" className="button primary" onClick={() => print()}>
          <Printer aria-hidden /> Print, or save as PDF
        </button>
        {starred.length > 0 && (
          <label className="row small">
            <input
              type="checkbox"
              checked={isStarredOnly}
              onChange={(event) => setIsStarredOnly(event.target.checked)}
            />
            starred runs only
          </label>
        )}
        <span className="small">
          The newest {mostReported} runs at most; star those that the report is about.
        </span>
      </div>
      <textarea
        className="input ReportView-question"
        aria-label="Question"
        rows={1}
        defaultValue="How small can a network be and still read handwriting?"
        maxLength={120}
      />
      <textarea
        className="input"
        aria-label="Who, when, and what was found"
        placeholder="Who, when, and what was found"
        rows={3}
        maxLength={1500}
      />
      <Suspense fallback={<div className="runs-chart" />}>
        <RunsChart
          {...{ data, choice, selectedId: null }}
          bars="interval"
          onSelect={selectRun}
          emptyWords="No run has these figures."
        />
      </Suspense>
      <ReportTable runs={runs} />
      <CompareRuns runs={runs.slice(-Math.min(4, mostCompared))} />
      <Machine runs={runs} />
      <Links runs={runs.slice(-4)} />
    </div>
  );
}

interface RunsProps {
  readonly runs: readonly RunRecord[];
}

function ReportTable({ runs }: RunsProps) {
  return (
    <section aria-label="Runs of the report">
      <h3>Runs</h3>
      <table className="ReportView-table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Recipe</th>
            <th scope="col">Parameters</th>
            <th scope="col">File</th>
            <th scope="col">Validation</th>
            <th scope="col">Test</th>
            <th scope="col">Latency p50</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">{run.name}</th>
              <td className="words">{run.note || recipeInWords(run)}</td>
              {(
                ['parameters', 'fileBytes', 'validationAccuracy', 'testAccuracy', 'p50Ms'] as const
              ).map((name) => (
                <td key={name}>{figureInWords(run, name)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="small">
        Validation: 5,000 images that were held out of training, and choose. Test: 10,000 images,
        read once for each run, and choose nothing. ± is half of Wilson’s 95 % interval. Latency:
        one image a call, median of many calls after warm-up.
      </p>
    </section>
  );
}

/** What computed the figures: more than one machine where runs came from a file. */
function Machine({ runs }: RunsProps) {
  const machines = new Set(
    runs.map(
      ({ runtime, environment, engineVersion }) =>
        `${formatRuntime(runtime)} of ${environment.hardwareConcurrency} · ${environment.browser} · engine ${engineVersion}`,
    ),
  );
  return (
    <section aria-label="Machine">
      <h3>Machine</h3>
      {[...machines].map((machine) => (
        <p key={machine} className="small">
          {machine}
        </p>
      ))}
    </section>
  );
}

/** Each address is a whole recipe: who opens it can repeat the run. */
function Links({ runs }: RunsProps) {
  return (
    <section aria-label="Links">
      <h3>Repeat them</h3>
      <ul className="ReportView-links">
        {runs.map((run) =>
          run.origin === undefined ? (
            <li key={run.id}>
              <QrCode text={runLink(run)} />
              <a href={runLink(run)}>{run.name}</a>
            </li>
          ) : (
            <li key={run.id}>
              {run.name} began in the file {run.origin.fileName}: a link holds no weights, send the
              file.
            </li>
          ),
        )}
      </ul>
    </section>
  );
}

import './ResultsPanel.css';
import { Download, FileBox, Images, PencilLine } from 'lucide-react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { downloadRun } from '../../actions/runs.ts';
import type { RunRecord, TestResult } from '../../core/run.ts';
import { wilsonInterval } from '../../core/stats.ts';
import { runsStore, selectedRun } from '../../stores/runs.ts';
import { type ConfusionCell, viewStore } from '../../stores/view.ts';
import { Figure } from '../../ui/Figure.tsx';
import { formatInteger, formatPercent } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ConfusionMatrix } from './ConfusionMatrix.tsx';
import { oneOf, worstConfusion } from './confusion.ts';
import { OriginNote } from './OriginNote.tsx';
import { RunFacts } from './RunFacts.tsx';

const unknown = '–';

/** The selected run's final exam, and everything measured about it. */
export function ResultsPanel() {
  const run = useStore(runsStore, selectedRun);
  return (
    <Panel
      title="Results"
      sub="final exam on 10,000 images it has never seen"
      end={run !== null && <strong className="small">{run.name}</strong>}
    >
      <div className="results">
        {run !== null && <Ending run={run} />}
        {run?.origin !== undefined && <OriginNote origin={run.origin} />}
        <div className="results-exam">
          {run?.test != null && <Matrix test={run.test} />}
          <div className="results-score">
            <div className="results-figures">
              <TestAccuracy test={run?.test ?? null} />
              {run?.test != null && (
                <Figure
                  name="Wrong answers"
                  large
                  value={formatInteger(run.test.n - run.test.correct)}
                  label="wrong"
                  note={`of ${formatInteger(run.test.n)}`}
                />
              )}
            </div>
            {run === null ? <Empty /> : <Words run={run} />}
          </div>
        </div>
        <Buttons run={run} />
        {run !== null && <RunFacts run={run} />}
      </div>
    </Panel>
  );
}

function TestAccuracy({ test }: { readonly test: TestResult | null }) {
  if (test === null) return <Figure name="Test accuracy" large value={unknown} />;
  const { low, high } = wilsonInterval(test.correct, test.n);
  const reads = test.reads === 1 ? 'test set read once' : `test set read ${test.reads} times`;
  return (
    <Figure
      name="Test accuracy"
      large
      value={formatPercent(test.correct / test.n, 2)}
      note={
        <>
          95 % interval {(100 * low).toFixed(2)}–{formatPercent(high, 2)}
          <br />n = {formatInteger(test.n)} · {reads}
        </>
      }
    />
  );
}

function Matrix({ test }: { readonly test: TestResult }) {
  return <ConfusionMatrix confusion={test.confusion} selected={null} onPick={openCell} />;
}

function openCell(confusionCell: ConfusionCell): void {
  viewStore.setState({ confusionCell });
  openView('confusion');
}

const Empty = () => (
  <p className="small">
    When a run ends, its network reads the 10,000 test digits, once. Until then nobody knows how
    good it is, you included.
  </p>
);

function Words({ run: { test } }: { readonly run: RunRecord }) {
  if (test === null) return null;
  const worst = worstConfusion(test.confusion);
  if (worst === null) return <p>Not one mistake.</p>;
  return (
    <p>
      Most often it takes {oneOf(worst.label)} for {oneOf(worst.answer)} ({worst.count}{' '}
      {worst.count === 1 ? 'time' : 'times'}). Pick a cell to see the digits; draw your own to try
      to fool it.
    </p>
  );
}

/** How the run ended, where it did not just finish. */
function Ending({ run: { status, steps, epochs } }: { readonly run: RunRecord }) {
  switch (status) {
    case 'diverged':
      return (
        <Notice kind="problem">
          The loss stopped being a number at step {formatInteger(steps)}: the run diverged, and
          there is nothing to test. Try a learning rate ten times smaller, or a warm-up.
        </Notice>
      );
    case 'stopped':
      return (
        <Notice>
          Stopped by hand after {formatInteger(steps)} steps: the network as it was then.
        </Notice>
      );
    case 'early-stopped':
      return (
        <Notice>
          Stopped early after {epochs.length} epochs without a better validation loss; these are the
          best weights seen.
        </Notice>
      );
    case 'finished':
      return null;
    default:
      return status satisfies never;
  }
}

function Buttons({ run }: { readonly run: RunRecord | null }) {
  const hasTest = run !== null && run.test !== null;
  return (
    <div className="row">
      <button
        type="button"
        className="button"
        disabled={!hasTest}
        onClick={() => openView('wrong')}
      >
        <Images aria-hidden />
        Wrong digits
      </button>
      <button type="button" className="button" onClick={() => openView('draw')}>
        <PencilLine aria-hidden />
        Draw a digit
      </button>
      <button
        type="button"
        className="button"
        disabled={run === null}
        onClick={() => run !== null && void downloadRun(run)}
      >
        <Download aria-hidden />
        Download
      </button>
      <button type="button" className="button" onClick={() => openView('files')}>
        <FileBox aria-hidden />
        Formats and code
      </button>
    </div>
  );
}

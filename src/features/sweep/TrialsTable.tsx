import { ArrowUp, ArrowUpToLine } from 'lucide-react';
import { useStore } from 'zustand';
import { openView } from '../../actions/address.ts';
import { selectRun } from '../../actions/runs.ts';
import { moveTrial } from '../../actions/sweep-state.ts';
import { retryTrials } from '../../actions/sweeps.ts';
import type { OutsideResult } from '../../core/outside-results.ts';
import type { RunRecord } from '../../core/run.ts';
import { planSweep, type Trial } from '../../core/sweep.ts';
import { trialRunId } from '../../core/sweep-results.ts';
import type { StoredSweep } from '../../storage/stored.ts';
import { runsStore } from '../../stores/runs.ts';
import type { RunningTrial } from '../../stores/sweeps.ts';
import { accuracyInWords, formatPercent } from '../../ui/format.ts';
import { OriginBadge } from './Origin.tsx';

interface TrialsTableProps {
  readonly stored: StoredSweep;
  /** Of the trials, as files name them. */
  readonly ids: readonly string[];
  readonly runs: readonly RunRecord[];
  readonly running: readonly RunningTrial[];
  readonly isHeld: boolean;
}

/** Every run of a sweep: how it stands, and what can be done about it. */
export function TrialsTable({ stored, ids, runs, running, isHeld }: TrialsTableProps) {
  const { trials } = planSweep(stored.sweep);
  const isReading = useStore(runsStore, (state) => state.isReading);
  const byId = new Map(runs.map((run) => [run.id, run]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="sweep-scroll sweep-trials" aria-label="Runs of the sweep" tabIndex={0}>
      <table className="sweep-table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col">Action</th>
          </tr>
        </thead>
        <tbody>
          {trials.map((trial, place) => (
            <TrialRow
              key={trial.words}
              {...{ stored, trial, place, isHeld, isReading }}
              run={byId.get(trialRunId(stored.id, place))}
              results={(stored.results ?? []).filter(({ id }) => id === ids[place])}
              now={running.find((each) => each.sweepId === stored.id && each.trial === place)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface TrialRowProps {
  readonly stored: StoredSweep;
  readonly trial: Trial;
  readonly place: number;
  readonly run: RunRecord | undefined;
  readonly now: RunningTrial | undefined;
  readonly isHeld: boolean;
  /** Whether its run may be there, and is not read yet. */
  readonly isReading: boolean;
  /** What became of it elsewhere. */
  readonly results: readonly OutsideResult[];
}

function TrialRow(props: TrialRowProps) {
  const { trial, results } = props;
  return (
    <tr>
      <th scope="row">{trial.words}</th>
      <td>
        {stateInWords(props)}
        {results.map((result) => (
          <p key={result.origin} className="small" title={`${result.device} · ${result.versions}`}>
            <OriginBadge origin={result.origin} /> {resultInWords(result)}
          </p>
        ))}
      </td>
      <td>
        <TrialActions {...props} />
      </td>
    </tr>
  );
}

function stateInWords({ stored, place, run, now, isHeld, isReading }: TrialRowProps): string {
  if (now !== undefined)
    return `${isHeld || stored.isPaused ? 'held at' : 'running:'} ${formatPercent(now.share, 0)}`;
  const turn = stored.queue.indexOf(place);
  if (turn !== -1) return turn === 0 ? 'next' : `waits, ${turn} before it`;
  const failure = stored.failures[place];
  if (failure !== undefined) return `failed: ${failure}`;
  if (run === undefined) return isReading ? 'done' : 'done, and its run was deleted';
  return run.status === 'diverged'
    ? 'diverged: its loss was no number any more'
    : `validation ${accuracyInWords(run.validation)}`;
}

/** `validation 97.42 % ± 0.44`, or what kept it from that. */
function resultInWords({ status, problem, validation, epochs }: OutsideResult): string {
  if (validation === null) return `${status}: ${problem ?? 'it does not say why'}`;
  if (status === 'diverged') return 'diverged: its loss was no number any more';
  const score = accuracyInWords(validation);
  return status === 'stopped'
    ? `stopped after ${epochs} epochs at ${score}`
    : `validation ${score}`;
}

function TrialActions({ stored, trial, place, run, now, isReading }: TrialRowProps) {
  const turn = stored.queue.indexOf(place);
  if (now !== undefined || turn === 0) return null;
  if (turn > 0)
    return (
      <span className="row">
        <button
          type="button"
          className="button quiet icon"
          aria-label={`Earlier: ${trial.words}`}
          title="Earlier"
          onClick={() => void moveTrial(stored.id, place, 'earlier')}
        >
          <ArrowUp aria-hidden />
        </button>
        <button
          type="button"
          className="button quiet icon"
          aria-label={`Next: ${trial.words}`}
          title="Next"
          onClick={() => void moveTrial(stored.id, place, 'first')}
        >
          <ArrowUpToLine aria-hidden />
        </button>
      </span>
    );
  if (run !== undefined && stored.failures[place] === undefined)
    return (
      <button
        type="button"
        className="button quiet"
        aria-label={`Show ${trial.words}`}
        onClick={() => {
          openView(null);
          selectRun(run);
        }}
      >
        Show
      </button>
    );
  if (isReading && stored.failures[place] === undefined) return null;
  return (
    <button
      type="button"
      className="button quiet"
      aria-label={`Run again: ${trial.words}`}
      onClick={() => void retryTrials(stored.id, [place])}
    >
      Run again
    </button>
  );
}

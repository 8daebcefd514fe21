import { useMemo } from 'react';
import { useStore } from 'zustand';
import { copyLink } from '../../actions/copy-link.ts';
import { sweepAddress } from '../../actions/sweep-link.ts';
import {
  goOnWithSweep,
  pauseSweep,
  removeSweep,
  retryTrials,
  sweepMachine,
} from '../../actions/sweeps.ts';
import { outsidePoints } from '../../core/outside-results.ts';
import { planSweep } from '../../core/sweep.ts';
import { pointResults, remainingSeconds, trialRunId } from '../../core/sweep-results.ts';
import { trialId } from '../../export/sweep-file.ts';
import type { StoredSweep } from '../../storage/stored.ts';
import { runsStore } from '../../stores/runs.ts';
import { sweepsStore } from '../../stores/sweeps.ts';
import { formatSeconds } from '../../ui/format.ts';
import { ClusterButtons } from './ClusterButtons.tsx';
import { SweepFigures } from './SweepFigures.tsx';
import { TrialsTable } from './TrialsTable.tsx';

/** A sweep as it runs, or as it ended. */
export function SweepRunner({ stored }: { readonly stored: StoredSweep }) {
  const runs = useStore(runsStore, (state) => state.runs);
  const running = useStore(sweepsStore, (state) => state.running);
  const isHeld = useStore(runsStore, ({ active }) => active !== null);
  const planned = planSweep(stored.sweep);
  const results = useMemo(() => pointResults(stored.id, planned, runs), [stored.id, planned, runs]);
  const ids = useMemo(() => planned.trials.map(trialId), [planned]);
  const outside = useMemo(
    () => outsidePoints(stored.results ?? [], ids, planned),
    [stored.results, ids, planned],
  );
  return (
    <>
      <SweepProgress stored={stored} />
      <ClusterButtons stored={stored} />
      <SweepFigures sweep={stored.sweep} {...{ planned, results, outside }} />
      <details className="sweep-all" open>
        <summary>All {planned.trials.length} runs</summary>
        <TrialsTable {...{ stored, ids, runs, running, isHeld }} />
      </details>
    </>
  );
}

function SweepProgress({ stored }: { readonly stored: StoredSweep }) {
  const { id, queue, isPaused, failures, sweep } = stored;
  const { trials } = planSweep(sweep);
  const failed = Object.keys(failures).map(Number);
  const done = trials.length - queue.length - failed.length;
  return (
    <div className="sweep-progress">
      <progress
        className="progress"
        aria-label="Runs that are done"
        max={trials.length}
        value={done + failed.length}
      />
      <p>
        {/* It speaks for itself: behind a dialog nobody hears Status. */}
        <output aria-label="Sweep progress">
          <strong>
            {done} of {trials.length}
          </strong>{' '}
          runs done{failed.length > 0 && `, ${failed.length} failed`}
        </output>{' '}
        <ProgressWords stored={stored} />
      </p>
      <div className="row">
        {queue.length > 0 && (
          <button
            type="button"
            className="button"
            title={
              isPaused
                ? undefined
                : 'A run that is on waits where it is; a page that is reloaded starts it again'
            }
            onClick={() => void (isPaused ? goOnWithSweep(id) : pauseSweep(id))}
          >
            {isPaused ? 'Go on' : 'Pause'}
          </button>
        )}
        {failed.length > 0 && (
          <button type="button" className="button" onClick={() => void retryTrials(id, failed)}>
            Run failed again
          </button>
        )}
        <button type="button" className="button" onClick={() => void copyLink(sweepAddress(sweep))}>
          Copy link
        </button>
        <button
          type="button"
          className="button"
          title="Its finished runs stay"
          onClick={() => void removeSweep(id)}
        >
          {queue.length > 0 ? 'End sweep' : 'Forget sweep'}
        </button>
      </div>
    </div>
  );
}

/** What it does now, and how long it will take. */
function ProgressWords({ stored }: { readonly stored: StoredSweep }) {
  const isHeld = useStore(runsStore, ({ active }) => active !== null);
  const isElsewhere = useStore(sweepsStore, (state) => state.isElsewhere);
  const isMeasuring = useStore(sweepsStore, ({ measuringId }) => measuringId !== null);
  const seconds = useRemainingSeconds(stored);
  if (stored.queue.length === 0)
    return isMeasuring ? <>· measuring latencies, one after another</> : null;
  if (stored.isPaused) return <>· paused</>;
  if (isElsewhere) return <>· another tab runs it; this one takes over when that is closed</>;
  if (isHeld) return <>· waits while you train by hand</>;
  return seconds === null ? null : <>· about {formatSeconds(seconds)} to go</>;
}

function useRemainingSeconds({ id, sweep, queue }: StoredSweep): number | null {
  const runs = useStore(runsStore, (state) => state.runs);
  return useMemo(() => {
    const { trials } = planSweep(sweep);
    const byId = new Map(runs.map((run) => [run.id, run]));
    const done = trials.flatMap((trial, place) => {
      const run = byId.get(trialRunId(id, place));
      return run === undefined ? [] : [{ trial, seconds: run.timing.trainingSeconds }];
    });
    const waiting = queue.flatMap((place) => trials[place] ?? []);
    return remainingSeconds(done, waiting, sweepMachine().engines);
  }, [id, sweep, queue, runs]);
}

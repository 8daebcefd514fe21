import { useStore } from 'zustand';
import { linkProblemInWords } from '../actions/link-parts.ts';
import { loadData } from '../actions/load-data.ts';
import { sentence } from '../core/plain-text.ts';
import { ChallengeLine } from '../features/challenges/ChallengeLine.tsx';
import { ClaimNotice } from '../features/challenges/ClaimNotice.tsx';
import { OpeningNotice } from '../features/files/OpeningNotice.tsx';
import { engineStore } from '../stores/engine.ts';
import { runsStore } from '../stores/runs.ts';
import { viewStore } from '../stores/view.ts';
import { formatBytes } from '../ui/format.ts';
import { Notice } from '../ui/Notice.tsx';
import './Notices.css';

/** What is wrong or missing on this page as a whole, in words; nothing when all is well. */
export function Notices() {
  return (
    <div className="notices">
      <ChallengeLine />
      <ClaimNotice />
      <LinkProblem />
      <OpeningNotice />
      <EngineProblem />
      <DataProblem />
      <DataProgress />
      <Surroundings />
    </div>
  );
}

function LinkProblem() {
  const problem = useStore(viewStore, (state) => state.linkProblem);
  if (problem === null) return null;
  return (
    <Notice kind="problem">
      <span>{linkProblemInWords(problem)}</span>
      <button
        type="button"
        className="button"
        onClick={() => viewStore.setState({ linkProblem: null })}
      >
        Dismiss
      </button>
    </Notice>
  );
}

function EngineProblem() {
  const problem = useStore(engineStore, (state) =>
    state.status === 'failed' ? state.problem : null,
  );
  if (problem === null) return null;
  return (
    <Notice kind="problem">
      <span>{sentence(problem)} Your network and finished runs are kept.</span>
      <button type="button" className="button" onClick={() => location.reload()}>
        Reload
      </button>
    </Notice>
  );
}

function DataProblem() {
  const problem = useStore(engineStore, ({ status, data }) =>
    status === 'failed' ? null : data.problem,
  );
  if (problem === null) return null;
  return (
    <Notice kind="problem">
      <span>{problem}</span>
      <button type="button" className="button" onClick={() => void loadData()}>
        Retry
      </button>
    </Notice>
  );
}

function DataProgress() {
  const progress = useStore(engineStore, (state) => state.data.progress);
  if (progress === null) return null;
  const { loadedBytes, totalBytes } = progress;
  return (
    <div className="Notices-progress">
      <label className="small" htmlFor="data-progress">
        Loading MNIST: {formatBytes(loadedBytes)} of {formatBytes(totalBytes)}, kept for the next
        visit
      </label>
      <progress id="data-progress" className="progress" max={totalBytes} value={loadedBytes} />
    </div>
  );
}

/** What this browser, host or address leaves out; the main job works all the same. */
function Surroundings() {
  const isStored = useStore(runsStore, (state) => state.isStored);
  const missing = [
    !crossOriginIsolated &&
      'This page is not isolated, so training runs on one thread and timers are coarser.',
    !isSecureContext &&
      'Over plain http there is no clipboard, no GPU and no offline use; https or localhost has them.',
    !isStored &&
      'This browser stores nothing for this page, or its room is full: runs of this visit last until the tab is closed. Download what matters, or make room under “All runs”, where they can then be stored.',
  ].filter((words) => words !== false);
  if (missing.length === 0) return null;
  return <p className="small Notices-surroundings">{missing.join(' ')}</p>;
}

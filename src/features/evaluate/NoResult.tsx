import { useStore } from 'zustand';
import { runsStore } from '../../stores/runs.ts';

/** Why a view of test results is empty. */
export function NoResult() {
  const hasRuns = useStore(runsStore, ({ runs }) => runs.length > 0);
  return (
    <p>
      {hasRuns
        ? 'This run has no test result. Select a run that finished, in the Runs panel.'
        : 'There is nothing to show yet: close this view and press Train. When the run ends, the network is tested on 10,000 digits it has never seen.'}
    </p>
  );
}
